import { beforeEach, expect, test, vi } from 'vitest'
import type { Run } from '@daylatch/race'
import type { Effect } from '../../src/footprint/effect.ts'
import { explore } from '../../src/search/explore.ts'
import { everyOrder } from './every-order.ts'
import { type Script, simulate } from './simulated-program.ts'

const broken = vi.hoisted((): { rule: (effect: Effect) => Effect } => ({ rule: (effect) => effect }))

vi.mock(import('../../src/footprint/effect.ts'), async (original) => {
  const real = await original()
  return {
    ...real,
    areDependent: (one, other) => real.areDependent(broken.rule(one), broken.rule(other)),
  }
})

beforeEach(() => {
  broken.rule = (effect) => effect
})

const rows = { 'x.a': 0, 'x.b': 0, 'y.a': 0 }

const writeY: Script = function* () {
  yield { do: 'write', row: 'y.a', value: 5 }
}

const readBoth = (isolation: 'read committed' | 'repeatable read'): Script =>
  function* () {
    yield { do: 'begin', isolation }
    yield { do: 'sum', table: 'x' }
    yield { do: 'sum', table: 'y' }
    yield { do: 'commit' }
  }

const add = (value: number): Script =>
  function* () {
    yield { do: 'begin' }
    yield { do: 'add', row: 'x.a', value }
    yield { do: 'commit' }
  }

/** How many different ends a search reaches, of how many there are. */
async function reached(scripts: readonly Script[]): Promise<readonly [number, number]> {
  const program = simulate(rows, scripts)
  const all = new Set((await everyOrder(program))?.map(program.end))
  const ends = new Set<string>()
  const onRun = (run: Run) => ends.add(program.end(run))
  await explore(program, { bound: 'unbounded', stopAtFirst: false, onRun })
  return [ends.size, all.size]
}

test.each([
  {
    rule: 'a snapshot conflicts with every commit',
    scripts: [readBoth('repeatable read'), writeY],
    without: (effect: Effect): Effect => (effect.sees === 'all' ? { ...effect, sees: new Set() } : effect),
    ends: 2,
    endsWithout: 1,
  },
  {
    rule: 'a commit conflicts with those who read what it shows',
    scripts: [readBoth('read committed'), writeY],
    without: (effect: Effect): Effect => ({ ...effect, publishes: new Set() }),
    ends: 2,
    endsWithout: 1,
  },
  {
    rule: 'what is locked or written conflicts at once',
    scripts: [add(1), add(10)],
    without: (effect: Effect): Effect => ({ ...effect, holds: new Map() }),
    ends: 2,
    endsWithout: 1,
  },
])('$rule; without that, ends are missed', async ({ scripts, without, ends, endsWithout }) => {
  expect(await reached(scripts)).toEqual([ends, ends])

  broken.rule = without

  expect(await reached(scripts)).toEqual([endsWithout, ends])
})

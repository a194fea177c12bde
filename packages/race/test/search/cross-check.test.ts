import { expect, test } from 'vitest'
import { explore, openLab, type Footprint, type Program, type Step } from '@daylatch/race'
import { signInLab } from '../sign-in.ts'
import { rows } from './random-scripts.ts'
import { type Script, simulate } from './simulated-program.ts'

const reader: Script = function* () {
  yield { do: 'begin' }
  yield { do: 'sum', table: 'x' }
  yield { do: 'read', row: 'x.a' }
  yield { do: 'commit' }
}

const writer: Script = function* () {
  yield { do: 'begin' }
  yield { do: 'write', row: 'x.a', value: 5 }
  const sum = yield { do: 'sum', table: 'y' }
  yield { do: 'write', row: sum === 1 ? 'y.a' : 'y.b', value: 7 }
  yield { do: 'commit' }
}

const copier: Script = function* () {
  const sum = yield { do: 'sum', table: 'x' }
  yield { do: 'write', row: 'y.a', value: Number(sum) }
}

const everything = { bound: 'unbounded', stopAtFirst: false, crossCheck: true } as const

test('independent steps leave the same in both orders', async () => {
  const { coverage } = await explore(simulate(rows, [reader, writer]), everything)

  expect(coverage.crossChecked).toEqual({ pairs: 18, differences: [], executions: 38 })
  expect(coverage.sentence).toMatch(/18 independent pairs run in both orders, 0 differences$/)
})

test('a footprint that is too small is caught by running the pair in both orders', async () => {
  const { coverage } = await explore(withoutSums(simulate(rows, [copier, writer])), everything)

  expect(coverage.crossChecked?.differences).toEqual(['`sum x` and `commit`: y.a differs'])
})

test('orders are no longer merged once equivalent ones went on differently', async () => {
  const chooser: Script = function* () {
    const sum = yield { do: 'sum', table: 'x' }
    yield { do: 'write', row: sum === 0 ? 'y.a' : 'y.b', value: 3 }
  }

  const { coverage } = await explore(withoutSums(simulate(rows, [chooser, writer])), {
    ...everything,
    crossCheck: false,
  })

  expect(coverage.phases.at(-1)).toEqual({
    bound: 'unbounded',
    schedules: 41n,
    classes: 41,
    isComplete: true,
  })
  expect(coverage.sentence).toMatch(/each executed, because equivalent orders did not do the same/)
})

test('independent steps of two sign-ins leave the same in both orders, in a real database', async () => {
  const lab = await openLab(signInLab('none', { parkAfterMs: 10_000, giveUpAfterMs: 60_000 }))
  try {
    const { coverage } = await explore(lab, { ...everything, ms: 60_000 })

    expect(coverage.crossChecked?.pairs).toBe(14)
    expect(coverage.crossChecked?.differences).toEqual([])
  } finally {
    await lab.close()
  }
})

/** The program with footprints that know nothing of what a sum reads. */
function withoutSums(program: Program): Program {
  const of = (step: Step) =>
    step.text.startsWith('sum') ? none : (program.footprints?.of(step) as Footprint)
  return { ...program, footprints: { version: 0, of } }
}

const none: Footprint = { accesses: new Map(), isUnknown: false }

import { describe, expect, test } from 'vitest'
import { type Bound, explore, type Footprint, type Program, type Run } from '@daylatch/race'
import { randomFrom } from '../../src/search/random.ts'
import { everyOrder, within } from './every-order.ts'
import { randomScript, rows } from './random-scripts.ts'
import { simulate, type SimulatedProgram } from './simulated-program.ts'

const bounds: readonly (readonly [Bound, number])[] = [
  [1, 1],
  [2, 2],
  ['unbounded', Infinity],
]

const shapes = [
  { actors: 2, statements: 3, programs: 30, mostOrders: 600 },
  { actors: 3, statements: 1, programs: 12, mostOrders: 1500 },
]

function randomProgram(seed: number, actors: number, statements: number): SimulatedProgram {
  const random = randomFrom(seed * 7919)
  return simulate(
    rows,
    Array.from({ length: actors }, () => randomScript(random, statements)),
  )
}

async function endsOf(program: Program, bound: Bound, end: (run: Run) => string) {
  const ends = new Set<string>()
  const onRun = (run: Run) => ends.add(end(run))
  const budget = { schedules: 1_000_000, ms: 1_000_000 }
  const { coverage } = await explore(program, { bound, stopAtFirst: false, ...budget, onRun })
  return { ends: [...ends].toSorted(), coverage }
}

describe.each(shapes)('random programs of $actors actors', ({ actors, statements, programs, mostOrders }) => {
  test('end in the same ways when only one order of each class is executed, within each bound', async () => {
    let executed = 0
    let orders = 0
    for (let seed = 1; seed <= programs; seed++) {
      const program = randomProgram(seed, actors, statements)
      const all = await everyOrder(program, mostOrders)
      if (all === null) continue
      for (const [bound, most] of bounds) {
        const expected = within(all, most)
        const { ends, coverage } = await endsOf(program, bound, program.end)
        const last = coverage.phases.at(-1)
        const name = `seed ${seed}, bound ${bound}`
        expect(ends, name).toEqual([...new Set(expected.map(program.end))].toSorted())
        expect(last, name).toEqual({
          bound,
          isComplete: true,
          schedules: BigInt(expected.length),
          classes: coverage.executions,
        })
        expect(coverage.divergences, name).toEqual([])
        if (bound !== 'unbounded') continue
        executed += coverage.executions
        orders += all.length
      }
    }
    expect(executed).toBeLessThan(orders / 5)
  })
})

test('footprints that forget what a sum reads make the search miss ends', async () => {
  let missed = 0
  for (let seed = 1; seed <= 12; seed++) {
    const program = randomProgram(seed, 2, 3)
    const all = await everyOrder(program, 600)
    if (all === null) continue
    const forgetful: Program = {
      ...program,
      footprints: {
        version: 0,
        of: (step) => withoutReads(program.footprints?.of(step) as Footprint),
      },
    }
    const { ends } = await endsOf(forgetful, 'unbounded', program.end)
    if (ends.length < new Set(all.map(program.end)).size) missed++
  }
  expect(missed).toBe(2)
})

function withoutReads(footprint: Footprint): Footprint {
  return {
    ...footprint,
    accesses: new Map([...footprint.accesses].filter(([, access]) => access !== 'read')),
  }
}

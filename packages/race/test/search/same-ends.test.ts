import { describe, expect, test } from 'vitest'
import { type Bound, explore } from '@daylatch/race'
import { randomFrom } from '../../src/search/random.ts'
import { everyOrder, within } from './every-order.ts'
import { randomScript, rows } from './random-scripts.ts'
import { simulate } from './simulated-program.ts'

const bounds: readonly (readonly [Bound, number])[] = [
  [1, 1],
  [2, 2],
  ['unbounded', Infinity],
]

describe.each([{ actors: 2, statements: 3, programs: 40 }])(
  '$programs random programs of $actors actors',
  ({ actors, statements, programs }) => {
    test.each(bounds)(
      'end in the same ways when only one order of each class runs: bound %s',
      async (bound, most) => {
        let executed = 0
        let orders = 0
        for (let seed = 1; seed <= programs; seed++) {
          const random = randomFrom(seed * 7919)
          const program = simulate(
            rows,
            Array.from({ length: actors }, () => randomScript(random, statements)),
          )
          const all = within(await everyOrder(program), most)
          const ends = new Set<string>()
          const { coverage } = await explore(program, {
            bound,
            stopAtFirst: false,
            schedules: 100_000,
            ms: 600_000,
            onRun: (run) => ends.add(program.end(run)),
          })
          const last = coverage.phases.at(-1)
          expect([...ends].toSorted(), `seed ${seed}`).toEqual([...new Set(all.map(program.end))].toSorted())
          expect(last?.schedules, `seed ${seed}`).toBe(BigInt(all.length))
          expect(coverage.executions, `seed ${seed}`).toBe(last?.classes)
          expect(coverage.divergences).toEqual([])
          executed += coverage.executions
          orders += all.length
        }
        expect(executed).toBeLessThan(orders)
      },
    )
  },
)

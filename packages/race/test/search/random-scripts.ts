import type { Isolation } from '@daylatch/race'
import type { Operation } from './simulated-database.ts'
import type { Script } from './simulated-program.ts'

export const rows: Readonly<Record<string, number>> = { 'x.a': 0, 'x.b': 0, 'y.a': 0, 'y.b': 1 }

/** What one actor does: drawn at random, partly depending on what it reads, in a transaction or without one. */
export function randomScript(random: () => number, most: number): Script {
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T
  const row = () => pick(Object.keys(rows))
  const operation = (): Operation => {
    const value = pick([1, 10, 100])
    return pick<() => Operation>([
      () => ({ do: 'read', row: row() }),
      () => ({ do: 'read', row: row() }),
      () => ({ do: 'sum', table: pick(['x', 'y']) }),
      () => ({ do: 'lock', row: row() }),
      () => ({ do: 'write', row: row(), value }),
      () => ({ do: 'add', row: row(), value }),
      () => ({ do: 'addWhereSumBelow', row: row(), value, table: pick(['x', 'y']), limit: 2 }),
      () => ({ do: 'takeSkippingLocked', table: pick(['x', 'y']) }),
    ])()
  }
  const isolation = pick<Isolation | null>([null, 'read committed', 'read committed', 'repeatable read'])
  const steps = Array.from({ length: 1 + Math.floor(random() * most) }, operation)
  const otherwise = operation()
  const turn = Math.floor(random() * steps.length)
  const end = pick(['commit', 'commit', 'commit', 'rollback'] as const)
  return function* () {
    if (isolation !== null) yield { do: 'begin', isolation }
    for (const [index, step] of steps.entries()) {
      const answer = yield step
      if (typeof answer === 'string') break
      if (index === turn && answer === 0) yield otherwise
    }
    if (isolation !== null) yield { do: end }
  }
}

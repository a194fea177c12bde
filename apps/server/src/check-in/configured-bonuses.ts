import { activateBonusTable, activeBonusTable, type BonusStep, type Database } from 'daylatch'
import type { Config } from '../config/schema.ts'
import { CHECK_IN } from './rules.ts'

/** Processes that start together agree after one round; more would be configurations that differ. */
const ROUNDS = 10

/**
 * Makes the bonuses of the configuration the active version of the bonus table, where they are not yet. Of several
 * processes that start at once, one adds the version.
 *
 * @returns the number of the version that was added, or `undefined` when there was nothing to do
 */
export async function activateConfiguredBonuses(db: Database, config: Config): Promise<number | undefined> {
  const steps = config.checkIn.streakBonuses.map(({ days, bonus }) => ({ streak: days, amount: bonus }))
  for (let round = 0; round < ROUNDS; round += 1) {
    const active = await activeBonusTable(db, CHECK_IN)
    if (isSame(active?.steps ?? [], steps)) return undefined
    const result = await activateBonusTable(db, CHECK_IN, steps, {
      actor: 'configuration',
      reason: 'The configuration file has these bonuses',
      expectedVersion: active?.version ?? 0,
    })
    if (result.status === 'activated') return result.table.version
  }
  return undefined
}

function isSame(one: readonly BonusStep[], other: readonly BonusStep[]): boolean {
  const byStreak = new Map(one.map(({ streak, amount }) => [streak, amount]))
  return one.length === other.length && other.every(({ streak, amount }) => byStreak.get(streak) === amount)
}

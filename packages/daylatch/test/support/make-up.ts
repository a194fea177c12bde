import type pg from 'pg'
import { type Database, type Once, type OnceOptions, type MakeUpResult } from '../../src/index.ts'
import { freezeClock } from '../../src/testing/index.ts'
import { checkInOnce } from './check-in.ts'

/** Story 1's check-in, with the make-ups of the application's defaults unless told otherwise. */
export function checkInWithMakeUp(
  makeUp: Partial<NonNullable<OnceOptions['makeUp']>> = {},
  options: Partial<OnceOptions> = {},
): Once {
  return checkInOnce({
    cacheSize: 0,
    // A busy machine may be slow to end what others wait for.
    lockTimeoutMs: 60_000,
    makeUp: { periodsBack: 7, perMonth: 3, ...makeUp },
    ...options,
  })
}

/** Two hours into the day of the check-in. */
export function morningOf(day: string): Date {
  return new Date(`${day}T02:00:00Z`)
}

/** Claims these days one after the other, and lets the clock stand in the morning of the last. */
export async function claimDays(
  db: Database,
  action: Once,
  subject: string,
  ...days: readonly string[]
): Promise<void> {
  for (const day of days) {
    await freezeClock(db, morningOf(day))
    const { claim } = await action.claim(db, subject)
    if (claim.period !== day) throw new Error(`Claimed ${claim.period} instead of ${day}`)
  }
}

/** `made-up`, or the rule that refused. */
export function verdictOf(result: MakeUpResult): string {
  return result.status === 'made-up' ? 'made-up' : result.rule
}

export interface LatchRow {
  readonly period: string
  readonly streak: number
  readonly claims: string
  readonly released: boolean
}

export async function latchOf(pool: pg.Pool, subject: string): Promise<LatchRow | undefined> {
  const { rows } = await pool.query<LatchRow>(
    'select period, streak, claims, released from daylatch.latch where subject = $1',
    [subject],
  )
  return rows[0]
}

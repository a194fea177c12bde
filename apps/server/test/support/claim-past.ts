import { fromPg } from 'daylatch'
import { startClockAt } from 'daylatch/testing'
import type { Pool } from 'pg'
import { checkInOf } from '../../src/check-in/rules.ts'
import { DEFAULT_CONFIG } from '../../src/config/defaults.ts'
import type { TestMember } from './member.ts'

/**
 * Checks a member in at an instant, past the site: a server process remembers "already" by its own clock, which a moved
 * clock of the database does not move.
 */
export async function claimPast(pool: Pool, member: TestMember, at: Date): Promise<'claimed' | 'already'> {
  const db = fromPg(pool)
  await startClockAt(db, at)
  return (await checkInOf(DEFAULT_CONFIG).claim(db, member.id, { account: '1' })).status
}

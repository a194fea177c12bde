import type { Database, Session } from '../drivers/database.ts'
import { ask } from '../drivers/trouble.ts'
import { epochMs, toNumber } from '../rows.ts'

/** What the clocks of this machine and of the database say of one another. */
export interface ClockFacts {
  /** The database's clock minus this machine's, in milliseconds. */
  readonly aheadMs: number
  /** How far off that can be: half the fastest round trip, and the millisecond in which a clock is read. */
  readonly uncertaintyMs: number
  /**
   * `daylatch.clock()` minus the database's own clock: 0, unless a test has replaced that function and left it so.
   * `null` where the schema is not there.
   */
  readonly replacedByMs: number | null
}

const ROUNDS = 8
const READING_MS = 1

/**
 * Compares the clocks. The answer was made at some moment of the round trip, so the fastest one of several tells most.
 *
 * @throws {DaylatchError} CONNECTION_LOST, DATABASE
 */
export async function measureClock(db: Database): Promise<ClockFacts> {
  return await ask(db, async (session) => {
    const rounds: { aheadMs: number; tookMs: number }[] = []
    for (let round = 0; round < ROUNDS; round += 1) rounds.push(await askTime(session))
    const [fastest] = rounds.toSorted((a, b) => a.tookMs - b.tookMs)
    if (fastest === undefined) throw new TypeError('Expected at least one round')
    return {
      aheadMs: Math.round(fastest.aheadMs),
      uncertaintyMs: Math.ceil(fastest.tookMs / 2 + READING_MS),
      replacedByMs: await replacement(session),
    }
  })
}

async function askTime(session: Session): Promise<{ aheadMs: number; tookMs: number }> {
  const sentAt = Date.now()
  const began = performance.now()
  const { rows } = await session.query({ text: `select ${epochMs('clock_timestamp()')} as at` })
  const tookMs = performance.now() - began
  const [row] = rows
  if (row === undefined) throw new TypeError('Expected one row')
  return { aheadMs: toNumber(row, 'at') - (sentAt + tookMs / 2), tookMs }
}

async function replacement(session: Session): Promise<number | null> {
  const { rows: found } = await session.query({
    text: `select from pg_catalog.pg_proc p join pg_catalog.pg_namespace n on n.oid = p.pronamespace
      where n.nspname = 'daylatch' and p.proname = 'clock'`,
  })
  if (found.length === 0) return null
  const { rows } = await session.query({
    text: `select round(extract(epoch from daylatch.clock() - clock_timestamp()) * 1000)::bigint as by`,
  })
  const [row] = rows
  return row === undefined ? null : toNumber(row, 'by')
}

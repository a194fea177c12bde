import { type Database, withSession } from '../drivers/database.ts'
import { forgetObservedTimes } from '../once/database-clock.ts'

/**
 * Stops the database's clock `daylatch.clock()` at an instant, for every session. For tests only.
 *
 * Also makes this process forget the times it has seen; another process that remembers "already claimed" goes on
 * doing so until its own estimate of the period's end, or runs with `cacheSize: 0`.
 */
export async function freezeClock(db: Database, at: Date): Promise<void> {
  await replaceClock(db, `select timestamptz '${at.toISOString()}'`)
}

/** Lets the database's clock run on from `at`. For tests only; see {@link freezeClock}. */
export async function startClockAt(db: Database, at: Date): Promise<void> {
  await shiftClock(db, at.getTime() - Date.now())
}

/** Lets the database's clock run `ms` milliseconds ahead of the server's own, or behind it. For tests only. */
export async function shiftClock(db: Database, ms: number): Promise<void> {
  await replaceClock(db, `select pg_catalog.clock_timestamp() + interval '1 millisecond' * ${Math.round(ms)}`)
}

/** Gives the database's clock back. */
export async function restoreClock(db: Database): Promise<void> {
  await replaceClock(db, 'select pg_catalog.clock_timestamp()')
}

async function replaceClock(db: Database, body: string): Promise<void> {
  await withSession(
    db,
    async (session) =>
      await session.query({
        text: `create or replace function daylatch.clock() returns timestamptz
          language sql volatile parallel safe as $clock$${body}$clock$`,
      }),
  )
  forgetObservedTimes()
}

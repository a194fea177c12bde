import type { Pool } from 'pg'
import type { Logger } from 'pino'

const EVERY_MS = 600_000

/** Removes rows that nothing asks for any more, every ten minutes: old counts, old entries of the feed, dead sessions
 * and links. */
export function startHousekeeping(pool: Pool, log: Logger): { stop(): void } {
  const timer = setInterval(() => {
    tidyUp(pool).catch((error: unknown) => {
      log.warn({ err: error }, 'tidying up failed; it is tried again in ten minutes')
    })
  }, EVERY_MS)
  timer.unref()
  return {
    stop: () => {
      clearInterval(timer)
    },
  }
}

export async function tidyUp(pool: Pool): Promise<void> {
  await pool.query(`delete from site.sign_up_count where started_at < now() - interval '1 hour'`)
  await pool.query(`delete from site.revocation where at < now() - interval '1 hour'`)
  await pool.query(`delete from site.wrong_password where started_at < now() - interval '1 hour'`)
  await pool.query(`delete from site.password_link where expires_at < now() - interval '1 day'`)
  await pool.query(`delete from site.session where expires_at < now() - interval '1 day'`)
}

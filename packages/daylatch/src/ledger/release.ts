import { atomically } from '../drivers/atomically.ts'
import type { Database } from '../drivers/database.ts'
import { assertName } from '../options.ts'
import { LOCK_TIMEOUT_MS } from './account.ts'
import { noteSpend } from './order.ts'
import { isReservationId } from './reservation.ts'
import { type SettleResult, standOf } from './settle.ts'

/**
 * Gives back what was set aside. Releasing again answers the same; what is settled stays settled, and is answered so.
 *
 * @throws {DaylatchError} as `grant`, but for KEY_REUSED
 */
export async function release(db: Database, subject: string, reservationId: string): Promise<SettleResult> {
  assertName('subject', subject)
  assertName('reservationId', reservationId)
  if (!isReservationId(reservationId)) return { status: 'unknown' }
  return await atomically(db, { lockTimeoutMs: LOCK_TIMEOUT_MS, subjects: [subject] }, async (session) => {
    const state = await standOf(session, subject, reservationId)
    await noteSpend(db, session)
    if (state.status !== 'held') return state
    await session.query({ ...releaseStatement, values: [subject, reservationId] })
    return { status: 'released' }
  })
}

/** The account is locked, and the reservation held. */
const releaseStatement = {
  name: 'daylatch_release_reservation',
  text: `
with gone as (
  update daylatch.reservation r set state = 'released', ended_at = daylatch.clock()
  where r.subject = $1 and r.reservation_id = $2 and r.state = 'held'
  returning r.unit, r.account, r.amount
)
update daylatch.balance b set held = b.held - (select gone.amount from gone)
where b.subject = $1 and (b.unit, b.account) = (select gone.unit, gone.account from gone)`,
}

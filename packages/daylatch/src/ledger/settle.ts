import { atomically } from '../drivers/atomically.ts'
import type { Database, Session } from '../drivers/database.ts'
import { assertName, assertWholeNumber } from '../options.ts'
import { AMOUNT_LIMIT, LOCK_TIMEOUT_MS } from './account.ts'
import { type Entry, entryColumns, toEntry } from './entry.ts'
import { letExpiredGo } from './expired.ts'
import { noteSpend } from './order.ts'
import {
  isReservationId,
  lockReservation,
  type Reservation,
  reservationColumns,
  toReservation,
} from './reservation.ts'
import { writeEntry } from './write-entry.ts'

export interface SettleOptions {
  /**
   * What is really taken, from 1 to what was set aside; the rest is free again.
   * @default all of it
   */
  readonly amount?: number
}

export interface Settled {
  readonly status: 'settled'
  /** `null` when retention has dropped the entry of a reservation that was settled long ago. */
  readonly entry: Entry | null
  readonly reservation: Reservation
  /** Whether it was settled before: then the entry is the one of that call, whatever amount is asked for now. */
  readonly replayed: boolean
}

export type SettleResult = Settled | { readonly status: 'released' | 'expired' | 'unknown' }

/**
 * Takes what was set aside, for good. Only one of all calls does; the others get its entry.
 *
 * A reservation whose time is over is let go instead, by the database's clock.
 *
 * @throws {DaylatchError} as `grant`, but for KEY_REUSED
 */
export async function settle(
  db: Database,
  subject: string,
  reservationId: string,
  options: SettleOptions = {},
): Promise<SettleResult> {
  assertName('subject', subject)
  assertName('reservationId', reservationId)
  const { amount } = options
  if (amount !== undefined) assertWholeNumber('amount', amount, 1, AMOUNT_LIMIT)
  if (!isReservationId(reservationId)) return { status: 'unknown' }
  return await atomically(db, { lockTimeoutMs: LOCK_TIMEOUT_MS, subjects: [subject] }, async (session) => {
    const state = await standOf(session, subject, reservationId)
    await noteSpend(db, session)
    if (state.status !== 'held') return state
    const { reservation } = state
    if (amount !== undefined) assertWholeNumber('amount', amount, 1, reservation.amount)
    return await take(session, subject, reservation, amount ?? reservation.amount)
  })
}

/** Where a reservation stands, its account locked. One whose time is over is let go first. */
export async function standOf(
  session: Session,
  subject: string,
  id: string,
): Promise<SettleResult | { readonly status: 'held'; readonly reservation: Reservation }> {
  const found = await lockReservation(session, subject, id)
  if (found === undefined) return { status: 'unknown' }
  const { reservation, isOver } = found
  if (reservation.state === 'settled') return await settledBefore(session, subject, reservation)
  if (reservation.state !== 'held') return { status: reservation.state }
  if (!isOver) return { status: 'held', reservation }
  await letExpiredGo(session, { subject, ...reservation })
  return { status: 'expired' }
}

const entryStatement = {
  name: 'daylatch_entry_of_settlement',
  text: `
select ${entryColumns} from daylatch.entry e
where e.subject = $1 and e.unit = $2 and e.account = $3 and e.seq = $4`,
}

async function settledBefore(session: Session, subject: string, reservation: Reservation): Promise<Settled> {
  const { unit, account, seq } = reservation
  const { rows } = await session.query({ ...entryStatement, values: [subject, unit, account, seq] })
  const entry = rows[0] === undefined ? null : toEntry(rows[0])
  return { status: 'settled', entry, reservation, replayed: true }
}

/** $1–$8 as for the entry, $9 reservation, $10 what was set aside. The account is locked, and the reservation held. */
const takeStatement = {
  name: 'daylatch_settle',
  text: `
with taken as (
  update daylatch.balance b set amount = b.amount + $4, held = b.held - $10::bigint, version = b.version + 1
  where b.subject = $1 and b.unit = $2 and b.account = $3
  returning b.version, b.amount
)
${writeEntry('taken', 'reservation_id')}`,
}

const endStatement = {
  name: 'daylatch_settle_reservation',
  text: `
with r as (
  update daylatch.reservation set state = 'settled', ended_at = daylatch.clock(), seq = $3::bigint
  where subject = $1 and reservation_id = $2 and state = 'held'
  returning *
)
select ${reservationColumns} from r`,
}

async function take(
  session: Session,
  subject: string,
  reservation: Reservation,
  amount: number,
): Promise<Settled> {
  const { unit, account, id } = reservation
  const taken = await session.query({
    ...takeStatement,
    values: [
      ...[subject, unit, account, -amount, 'settle', null],
      ...[reservation.reason, null, id, reservation.amount],
    ],
  })
  const [entryRow] = taken.rows
  if (entryRow === undefined) throw new TypeError('Expected the account of the reservation to be there')
  const entry = toEntry(entryRow)
  const ended = await session.query({ ...endStatement, values: [subject, id, entry.seq] })
  const [row] = ended.rows
  if (row === undefined) throw new TypeError('Expected the reservation to be held')
  return { status: 'settled', entry, reservation: toReservation(row), replayed: false }
}

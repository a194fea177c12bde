import type { Row, Session } from '../drivers/database.ts'
import { epochMs, isTrue, text, textOrNull, toDate, toDateOrNull, toNumber } from '../rows.ts'

export type ReservationState = 'held' | 'settled' | 'released' | 'expired'

/** An amount set aside: still in the account, and out of reach of everybody else. */
export interface Reservation {
  readonly id: string
  readonly unit: string
  readonly account: string
  /** What was set aside. A settlement may have taken less; its entry says how much. */
  readonly amount: number
  /** One whose time is over counts as held until somebody lets it go; it cannot be settled any more. */
  readonly state: ReservationState
  readonly key: string | null
  readonly reason: string | null
  readonly reservedAt: Date
  readonly expiresAt: Date
  readonly endedAt: Date | null
  /** The entry of its settlement. */
  readonly seq: number | null
}

/** Select list that {@link toReservation} reads. Wants a reservation as `r`. */
export const reservationColumns: string = `
  r.reservation_id, r.unit, r.account, r.amount, r.state, r.key, r.reason, r.seq,
  ${epochMs('r.reserved_at')} as reserved_at, ${epochMs('r.expires_at')} as expires_at,
  ${epochMs('r.ended_at')} as ended_at`

export function toReservation(row: Row): Reservation {
  return {
    id: text(row, 'reservation_id'),
    unit: text(row, 'unit'),
    account: text(row, 'account'),
    amount: toNumber(row, 'amount'),
    state: text(row, 'state') as ReservationState,
    key: textOrNull(row, 'key'),
    reason: textOrNull(row, 'reason'),
    reservedAt: toDate(row, 'reserved_at'),
    expiresAt: toDate(row, 'expires_at'),
    endedAt: toDateOrNull(row, 'ended_at'),
    seq: row['seq'] == null ? null : toNumber(row, 'seq'),
  }
}

const lockStatement = {
  name: 'daylatch_lock_reservation',
  text: `
with r as materialized (
  select r.unit, r.account from daylatch.reservation r where r.subject = $1 and r.reservation_id = $2
)
select b.version
from r cross join lateral (
  select b.version from daylatch.balance b
  where b.subject = $1 and b.unit = r.unit and b.account = r.account
  for no key update
) b`,
}

const readStatement = {
  name: 'daylatch_read_reservation',
  text: `
select ${reservationColumns}, r.expires_at <= daylatch.clock() as is_over
from daylatch.reservation r where r.subject = $1 and r.reservation_id = $2`,
}

/**
 * Locks the account of a reservation, then reads the reservation: in a statement of its own, whose snapshot is younger
 * than the wait. Whoever ends a reservation holds its account, so what is read here stays true until the commit.
 *
 * @returns `undefined` when the subject has no such reservation
 */
export async function lockReservation(
  session: Session,
  subject: string,
  id: string,
): Promise<{ readonly reservation: Reservation; readonly isOver: boolean } | undefined> {
  await session.query({ ...lockStatement, values: [subject, id] })
  const { rows } = await session.query({ ...readStatement, values: [subject, id] })
  const row = rows[0]
  return row === undefined ? undefined : { reservation: toReservation(row), isOver: isTrue(row, 'is_over') }
}

/** What is no UUID names no reservation; the database would refuse to compare it. */
export function isReservationId(id: string): boolean {
  return /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(id)
}

import type { Database } from '../drivers/database.ts'
import { ask } from '../drivers/trouble.ts'
import { badOption } from '../errors.ts'
import { assertName, assertWholeNumber } from '../options.ts'
import {
  isReservationId,
  type Reservation,
  reservationColumns,
  type ReservationState,
  toReservation,
} from './reservation.ts'

export interface ReservationsOptions {
  /** @default every state */
  readonly state?: ReservationState
  /** Only reservations whose key begins so. */
  readonly keyPrefix?: string
  /** @default 50 */
  readonly limit?: number
  /** Only reservations after this one: the `id` of the last reservation of the page before. */
  readonly after?: string
}

const states: readonly string[] = ['held', 'settled', 'released', 'expired'] satisfies ReservationState[]

const statement = {
  name: 'daylatch_reservations',
  text: `
select ${reservationColumns} from daylatch.reservation r
where r.subject = $1 and r.reservation_id > $2::uuid
  and ($3::text is null or r.state = $3) and ($4::text is null or starts_with(r.key, $4))
order by r.reservation_id limit $5`,
}

/**
 * Reservations of a subject, by id.
 *
 * @throws {DaylatchError} BAD_OPTION, CONNECTION_LOST, SCHEMA_MISSING, DATABASE
 */
export async function reservations(
  db: Database,
  subject: string,
  options: ReservationsOptions = {},
): Promise<readonly Reservation[]> {
  const { state, keyPrefix, limit = 50, after = '00000000-0000-0000-0000-000000000000' } = options
  assertName('subject', subject)
  assertWholeNumber('limit', limit, 1, 10_000)
  if (state !== undefined && !states.includes(state))
    throw badOption('state', `one of ${states.join(', ')}`, state)
  if (keyPrefix !== undefined) assertName('keyPrefix', keyPrefix)
  if (!isReservationId(after)) throw badOption('after', 'the id of a reservation', after)
  const values = [subject, after, state ?? null, keyPrefix ?? null, limit]
  const { rows } = await ask(db, async (session) => await session.query({ ...statement, values }))
  return rows.map(toReservation)
}

import { randomUUID } from 'node:crypto'
import type { Database, Session } from '../drivers/database.ts'
import { assertWholeNumber } from '../options.ts'
import { checkOperation, type Operation, type OperationOptions } from './account.ts'
import { findReservation, keyed } from './keyed.ts'
import { noteSpend } from './order.ts'
import { type Reservation, reservationColumns, toReservation } from './reservation.ts'
import { type Insufficient, takeOrTell } from './too-little.ts'

export interface ReserveOptions extends Omit<OperationOptions, 'actor'> {
  /** Whole number of units, at least 1. */
  readonly amount: number
  /**
   * How long it stays set aside, in milliseconds, if nobody settles or releases it.
   * @default 900000
   */
  readonly expiresInMs?: number
}

export type ReserveResult =
  | {
      readonly status: 'reserved'
      readonly reservation: Reservation
      /** Whether the key was found: the reservation is the one of the first call, held or settled meanwhile. */
      readonly replayed: boolean
    }
  | Insufficient

/** A year: longer than any work, and far from where dates end. */
const LONGEST_MS = 366 * 86_400_000

/**
 * Sets an amount aside for work that can fail. `settle` takes it, `release` gives it back, and after `expiresInMs` it is
 * free again by itself.
 *
 * One that was released or has expired gives its key free: the same call sets aside anew.
 *
 * @throws {DaylatchError} as `grant`
 */
export async function reserve(
  db: Database,
  subject: string,
  options: ReserveOptions,
): Promise<ReserveResult> {
  const { expiresInMs = 900_000 } = options
  const operation = checkOperation(subject, options)
  assertWholeNumber('expiresInMs', expiresInMs, 1, LONGEST_MS)
  const id = randomUUID()
  return await keyed<ReserveResult>(
    db,
    operation,
    async (session) => {
      const reservation = await findReservation(session, operation)
      return reservation === undefined ? undefined : { status: 'reserved', reservation, replayed: true }
    },
    async (session) => {
      const result = await takeOrTell(
        session,
        operation,
        operation.amount,
        async () => await setAside(session, operation, id, expiresInMs),
      )
      if ('status' in result) return result
      await noteSpend(db, session)
      return { status: 'reserved', reservation: result, replayed: false }
    },
  )
}

const setAsideStatement = {
  name: 'daylatch_set_aside',
  text: `
with aside as (
  update daylatch.balance b set held = b.held + $4
  where b.subject = $1 and b.unit = $2 and b.account = $3 and b.amount - b.held >= $4::bigint
  returning b.held
), clock as materialized (select daylatch.clock() as at from aside),
r as (
  insert into daylatch.reservation
    (subject, reservation_id, unit, account, amount, state, key, reason, reserved_at, expires_at)
  select $1, $5::uuid, $2, $3, $4, 'held', $6, $7, c.at, c.at + interval '1 millisecond' * $8::bigint
  from clock c
  returning *
)
select ${reservationColumns} from r`,
}

async function setAside(
  session: Session,
  { subject, unit, account, amount, key, reason }: Operation,
  id: string,
  expiresInMs: number,
): Promise<Reservation | undefined> {
  const { rows } = await session.query({
    ...setAsideStatement,
    values: [subject, unit, account, amount, id, key, reason, expiresInMs],
  })
  return rows[0] === undefined ? undefined : toReservation(rows[0])
}

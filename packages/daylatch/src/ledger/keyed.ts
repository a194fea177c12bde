import { sqlStateOf } from '../dialect/postgres.ts'
import { atomically } from '../drivers/atomically.ts'
import type { Database, Session } from '../drivers/database.ts'
import { DaylatchError } from '../errors.ts'
import { isTrue } from '../rows.ts'
import { LOCK_TIMEOUT_MS, type Operation } from './account.ts'
import { type Entry, type EntryKind, entryColumns, toEntry } from './entry.ts'
import { letExpiredGo, lockAccount } from './expired.ts'
import { type Reservation, reservationColumns, toReservation } from './reservation.ts'

/** SQLSTATE 23505: a rival with the same key was first. */
const UNIQUE = '23505'

/** How often an operation looks again for the rival that had its key. A reservation that was let go meanwhile is none. */
const LOOKS = 5

/**
 * Runs an operation at most once per key: `find` looks for what the key has come to already, else `run` does it. The
 * unique indexes of `entry` and `reservation` decide between rivals; the loser finds what the winner has committed.
 */
export async function keyed<T extends { readonly status: string }>(
  db: Database,
  { subject, key }: Pick<Operation, 'subject' | 'key'>,
  find: (session: Session) => Promise<T | undefined>,
  run: (session: Session) => Promise<T>,
): Promise<T> {
  for (let look = 1; ; look += 1) {
    try {
      return await atomically(
        db,
        { lockTimeoutMs: LOCK_TIMEOUT_MS, subjects: [subject] },
        async (session) => await (key === null ? run(session) : findOrRun(session, find, run)),
      )
    } catch (error) {
      if (key === null || sqlStateOf(error) !== UNIQUE || look === LOOKS) throw error
    }
  }
}

/** What was too little may have sufficed for a rival with the same key, whose commit came between the look and the try. */
async function findOrRun<T extends { readonly status: string }>(
  session: Session,
  find: (session: Session) => Promise<T | undefined>,
  run: (session: Session) => Promise<T>,
): Promise<T> {
  const found = await find(session)
  if (found !== undefined) return found
  const result = await run(session)
  return result.status === 'insufficient' ? ((await find(session)) ?? result) : result
}

const findStatements = {
  entry: {
    name: 'daylatch_entry_by_key',
    text: `select ${entryColumns} from daylatch.entry e where e.subject = $1 and e.key = $2`,
  },
  reservation: {
    name: 'daylatch_reservation_by_key',
    text: `
select ${reservationColumns}, r.state = 'held' and r.expires_at <= daylatch.clock() as is_over
from daylatch.reservation r where r.subject = $1 and r.key = $2 and r.state in ('held', 'settled')`,
  },
}

/** Where a synchronous standby is configured, what was found may be on this disk only: the commit of this waits for both. */
const waitForStandby = { text: `select pg_catalog.pg_logical_emit_message(true, 'daylatch', '')` }

/**
 * What a key stands for. Looked for among entries and reservations, which have an index each: two different operations
 * that use one key for the first time in the very same moment may both be done.
 *
 * A reservation whose time is over stands for nothing any more, but may still be in the way: `over`.
 */
async function findByKey(session: Session, { subject, key }: Operation): Promise<Found> {
  const values = [subject, key]
  const [entries, reservations] = await Promise.all([
    session.query({ ...findStatements.entry, values }),
    session.query({ ...findStatements.reservation, values }),
  ])
  const [row] = reservations.rows
  const isOver = row !== undefined && isTrue(row, 'is_over')
  const found: Found = {
    entry: entries.rows[0] && toEntry(entries.rows[0]),
    reservation: row && !isOver ? toReservation(row) : undefined,
    over: row && isOver ? toReservation(row) : undefined,
  }
  if (found.entry !== undefined || found.reservation !== undefined) await session.query(waitForStandby)
  return found
}

interface Found {
  readonly entry: Entry | undefined
  readonly reservation: Reservation | undefined
  readonly over: Reservation | undefined
}

/** @throws {DaylatchError} KEY_REUSED */
export async function findEntry(
  session: Session,
  operation: Operation,
  kind: EntryKind,
): Promise<Entry | undefined> {
  const { entry, reservation } = await findByKey(session, operation)
  if (entry === undefined && reservation === undefined) return undefined
  if (entry?.kind !== kind || !isSame(entry, operation)) throw keyReused(operation)
  return entry
}

/**
 * The reservation that stands for this key. One whose time is over is let go, and its key is free.
 *
 * @throws {DaylatchError} KEY_REUSED
 */
export async function findReservation(
  session: Session,
  operation: Operation,
): Promise<Reservation | undefined> {
  const { entry, reservation, over } = await findByKey(session, operation)
  if (reservation !== undefined && isSame(reservation, operation)) return reservation
  if (reservation !== undefined || entry !== undefined) throw keyReused(operation)
  if (over !== undefined) {
    const account = { subject: operation.subject, unit: over.unit, account: over.account }
    await lockAccount(session, account)
    await letExpiredGo(session, account)
  }
  return undefined
}

function isSame(found: { unit: string; account: string; amount: number }, operation: Operation): boolean {
  return (
    found.unit === operation.unit && found.account === operation.account && found.amount === operation.amount
  )
}

function keyReused({ key }: Operation): DaylatchError {
  return new DaylatchError(
    'KEY_REUSED',
    `The key ${JSON.stringify(key)} stands for another operation of this subject. Make a new key for every new request.`,
  )
}

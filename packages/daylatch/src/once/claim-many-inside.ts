import { atomically } from '../drivers/atomically.ts'
import type { Database } from '../drivers/database.ts'
import { DaylatchError, type ErrorCode } from '../errors.ts'
import { type Action, newAttempt, type Wish } from './action.ts'
import { assertRightOrder, claimInside } from './claim-inside.ts'
import type { Endings } from './claim-many.ts'
import type { Verdict } from './claim-request.ts'
import { RefusedByBackstop, type SingleClaims } from './single-claim.ts'
import { STRANGER_TIMEOUT_MS } from './trouble-shooter.ts'

/** Failures that belong to one subject; any other is the whole transaction's. */
const OF_ONE_SUBJECT: readonly ErrorCode[] = ['LOCK_TIMEOUT', 'DEADLOCK', 'INCONSISTENT', 'DATABASE']

/**
 * Claims for many inside the caller's transaction: all in one set of statements behind a savepoint. If somebody's row is
 * not free in time or refuses, the set is undone, and each is claimed behind a savepoint of its own, in the order of
 * their keys. Who still fails is left out, and the transaction goes on.
 *
 * @throws {DaylatchError} what is no single subject's failure
 */
export async function claimManyInside(
  db: Database,
  action: Action,
  claims: SingleClaims,
  wishes: readonly Wish[],
  lockTimeoutMs: number,
): Promise<Endings> {
  const first = new Map<string, Wish>()
  for (const wish of wishes) if (!first.has(wish.subject)) first.set(wish.subject, wish)
  const endings = new Map<string, Verdict | DaylatchError>(await together(db, claims, [...first.values()]))
  const left = [...first.values()].filter(({ subject }) => !endings.has(subject))
  for (const wish of left.toSorted(byKey)) {
    endings.set(wish.subject, await alone(db, action, claims, wish, lockTimeoutMs))
  }
  return wishes.map((wish) => endingOf(wish, first.get(wish.subject) === wish, endings))
}

async function together(
  db: Database,
  claims: SingleClaims,
  wishes: readonly Wish[],
): Promise<ReadonlyMap<string, Verdict>> {
  try {
    return await atomically(db, { lockTimeoutMs: STRANGER_TIMEOUT_MS }, async (session) => {
      await assertRightOrder(db, session)
      return await claims.claimTogether(
        session,
        wishes.map((wish) => newAttempt(wish)),
      )
    })
  } catch (error) {
    if (error instanceof RefusedByBackstop || isOfOneSubject(error)) return new Map()
    throw error
  }
}

async function alone(
  db: Database,
  action: Action,
  claims: SingleClaims,
  wish: Wish,
  lockTimeoutMs: number,
): Promise<Verdict | DaylatchError> {
  try {
    return await claimInside(db, action, claims, newAttempt(wish), lockTimeoutMs)
  } catch (error) {
    if (isOfOneSubject(error)) return error
    throw error
  }
}

/** Who is in the list again lost to the first place in it. */
function endingOf(
  { subject }: Wish,
  isFirst: boolean,
  endings: ReadonlyMap<string, Verdict | DaylatchError>,
): Verdict | DaylatchError {
  const ending = endings.get(subject)
  if (ending === undefined) throw new TypeError('Expected every subject to have an ending')
  return isFirst || ending instanceof DaylatchError ? ending : { ...ending, status: 'already' }
}

function isOfOneSubject(error: unknown): error is DaylatchError {
  return error instanceof DaylatchError && OF_ONE_SUBJECT.includes(error.code)
}

/** The order of collation "C", in which batches take their rows. */
function byKey(one: Wish, other: Wish): number {
  return Buffer.compare(Buffer.from(one.subject), Buffer.from(other.subject))
}

import { atomically } from '../drivers/atomically.ts'
import type { Database, Session } from '../drivers/database.ts'
import { DaylatchError } from '../errors.ts'
import { hasSpent } from '../ledger/order.ts'
import type { Action, Attempt, Wish } from './action.ts'
import type { Verdict } from './claim-request.ts'
import { recordLoss } from './keys.ts'
import { findStandingClaim } from './look-up.ts'
import { RefusedByBackstop, type SingleClaims } from './single-claim.ts'

/**
 * One claim inside the caller's transaction, behind a savepoint: what fails leaves that transaction as it was. Nothing
 * of the claim exists before the caller commits, and a rival waits until then.
 *
 * @throws {DaylatchError}
 */
export async function claimInside(
  db: Database,
  action: Action,
  claims: SingleClaims,
  attempt: Attempt,
  lockTimeoutMs: number,
): Promise<Verdict> {
  try {
    return await atomically(db, { lockTimeoutMs }, async (session) => {
      await assertRightOrder(db, session)
      return await claims.claim(session, attempt)
    })
  } catch (error) {
    if (!(error instanceof RefusedByBackstop)) throw error
    return await settledByBackstop(db, action, claims, attempt, error)
  }
}

/** @throws {DaylatchError} WRONG_ORDER, in development */
export async function assertRightOrder(db: Database, session: Session): Promise<void> {
  if (!(await hasSpent(db, session))) return
  throw new DaylatchError(
    'WRONG_ORDER',
    'This transaction has spent or been granted something already, and now it claims. A batch of claims takes the same rows ' +
      'in the other order, so the two could wait for each other. Claim first.',
  )
}

/** The claim that the unique index knew of and the latch did not; a key is recorded as lost to it. */
export async function settledByBackstop(
  db: Database,
  action: Action,
  claims: SingleClaims,
  { subject, key }: Wish,
  refusal: RefusedByBackstop,
): Promise<Verdict> {
  const record = await findStandingClaim(db, action.name, subject, claims.currentOffer())
  if (record === undefined) {
    throw new DaylatchError(
      'INCONSISTENT',
      'A unique key refused a claim, but no claim stands in its way: rows of this subject are missing. Restore them from a backup.',
      { cause: refusal.cause },
    )
  }
  if (key !== undefined) await recordLoss(db, action.name, subject, key, record)
  return { status: 'already', record, replayed: false }
}

import type { Database, Session } from '../drivers/database.ts'
import type { Action, Wish } from './action.ts'
import { runBlock } from './claim-block.ts'
import { assertRightOrder, settledByBackstop } from './claim-inside.ts'
import type { ClaimRecord } from './claim-record.ts'
import type { Verdict } from './claim-request.ts'
import { type OwnCommitOptions, withOwnCommit } from './own-commit.ts'
import { RefusedByBackstop, type SingleClaims } from './single-claim.ts'

/** What the winner does in the transaction of the claim. */
export type ClaimBlock<Tx, T> = (tx: Tx, claim: ClaimRecord) => T | Promise<T>

/** The verdict, and for the winner what the block returned. */
export interface Won<T> {
  readonly verdict: Verdict
  /** Not there unless the block ran. */
  readonly value?: T
}

/**
 * One claim and, for the winner, the block, in one transaction: kept together or not at all. On a pool it is our own, run
 * again when the database undoes it; inside a caller's transaction both are behind one savepoint.
 *
 * @throws {DaylatchError} and whatever the block throws: then neither claim nor writes are left
 */
export async function claimWith<T, Tx>(
  db: Database<Tx>,
  action: Action,
  claims: SingleClaims,
  wish: Wish,
  block: ClaimBlock<Tx, T>,
  options: Omit<OwnCommitOptions, 'subject'>,
): Promise<Won<T>> {
  const attempt = async (session: Session<Tx>, claimId: string): Promise<Won<T>> => {
    await assertRightOrder(db, session)
    const verdict = await claims.claim(session, { ...wish, id: claimId })
    if (verdict.status === 'already' || verdict.replayed) return { verdict }
    return { verdict, value: await runBlock(db, async () => await block(session.tx, verdict.record)) }
  }
  try {
    return await withOwnCommit(db, { ...options, subject: wish.subject }, async (session, claimId) => {
      const value = await attempt(session, claimId)
      return { claimId: value.verdict.record.id, value }
    })
  } catch (error) {
    if (!(error instanceof RefusedByBackstop)) throw error
    return { verdict: await settledByBackstop(db, action, claims, wish, error) }
  }
}

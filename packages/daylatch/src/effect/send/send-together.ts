import { randomUUID } from 'node:crypto'
import type { Database } from '../../drivers/database.ts'
import { DaylatchError } from '../../errors.ts'
import { assertRightOrder } from '../../once/claim-inside.ts'
import { withOwnCommit } from '../../once/own-commit.ts'
import type { Ending } from './results.ts'
import { newSendAttempt, type SendAttempt } from './send-attempt.ts'
import { sendInside } from './send-inside.ts'
import type { SlotTaker } from './take-slots.ts'
import type { CheckedWish } from './wish.ts'

export interface Patience {
  /** How long a statement waits for rows that somebody holds. */
  readonly lockTimeoutMs: number
  /** How long a lost answer is looked for. */
  readonly patienceMs: number
}

/**
 * Claims and queues for many in one transaction: our own, or behind a savepoint of the caller's.
 *
 * When the answer to our COMMIT is lost, the transaction counts as what the claim of one of its winners says, looked up by
 * its id; until that is found, all of it is tried again under new ids, and undone where it meets a claim of its own.
 *
 * @returns endings in the order of `wishes`
 * @throws {RefusedByBackstop}
 * @throws {DaylatchError}
 */
export async function sendTogether(
  db: Database,
  taker: SlotTaker,
  wishes: readonly CheckedWish[],
  isLast: boolean,
  patience: Patience,
): Promise<readonly Ending[]> {
  const [first] = wishes
  if (first === undefined) return []
  /** Claims of all attempts so far. */
  const tried = new Set<string>()
  return await withOwnCommit(db, { ...patience, subject: first.subject }, async (session) => {
    await assertRightOrder(db, session)
    const attempts = wishes.map(newSendAttempt)
    const endings = await sendInside(session, taker, attempts, isLast)
    if (endings.some((ending) => 'claim' in ending && tried.has(ending.claim.id))) throw committedAfterAll()
    for (const { claimIds } of attempts) for (const id of claimIds) tried.add(id)
    // Without a winner there is nothing to look up: what was lost is lost, whatever becomes of the commit.
    const winner = attempts.find((_, index) => isWin(endings[index]))
    return { ...nameOf(winner, first.subject), value: endings }
  })
}

function isWin(ending: Ending | undefined): boolean {
  return ending?.kind === 'queued' && !ending.replayed
}

function nameOf(winner: SendAttempt | undefined, subject: string): { claimId: string; subject: string } {
  const claimId = winner?.claimIds[0]
  return winner === undefined || claimId === undefined
    ? { claimId: randomUUID(), subject }
    : { claimId, subject: winner.wish.subject }
}

/** Ends an attempt that met the claim of an earlier one, so that it is looked up. */
function committedAfterAll(): DaylatchError {
  return new DaylatchError('CONNECTION_LOST', 'An earlier attempt is committed, and its answer was lost.')
}

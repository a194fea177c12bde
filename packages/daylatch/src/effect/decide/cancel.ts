import type { Database } from '../../drivers/database.ts'
import type { Move } from '../moves/move.ts'
import { waitingStates } from '../states.ts'
import {
  assertDecision,
  decide,
  type Decision,
  type DecisionOptions,
  detailOf,
  moveDecided,
} from './decision.ts'

export type CancelResult = Decision<'cancelled'>

/**
 * Takes an effect back before it leaves, and gives its slots free, in one transaction. Whoever dispatches it at the same
 * moment and this call exclude each other: it is cancelled and never left, or it is refused and has left.
 *
 * Where a receipt says that it has arrived in spite of everything (`contradicted`), the slots stay taken.
 *
 * @throws {DaylatchError} BAD_OPTION, LOCK_TIMEOUT, CONNECTION_LOST, SCHEMA_MISSING, DATABASE
 */
export async function cancelEffect(
  db: Database,
  id: string,
  options: DecisionOptions,
): Promise<CancelResult> {
  assertDecision(id, options)
  const { actor, reason } = options
  return await decide(db, id, 'cancelled', async (session, { subject }) => {
    const detail = detailOf(options)
    const move: Move = { subject, id, from: waitingStates, to: 'cancelled', reason, actor, detail }
    return await moveDecided(session, move, { frees: true })
  })
}

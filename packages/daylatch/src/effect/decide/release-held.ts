import type { Database } from '../../drivers/database.ts'
import { applyMoves } from '../moves/apply-moves.ts'
import { assertDecision, decide, type Decision, type DecisionOptions, detailOf } from './decision.ts'

export type ReleaseHeldResult = Decision<'released'>

/**
 * Lets an effect go that was held: it leaves with the next dispatch, where everything is checked again.
 *
 * @throws {DaylatchError} BAD_OPTION, LOCK_TIMEOUT, CONNECTION_LOST, SCHEMA_MISSING, DATABASE
 */
export async function releaseHeld(
  db: Database,
  id: string,
  options: DecisionOptions,
): Promise<ReleaseHeldResult> {
  assertDecision(id, options)
  const { actor, reason } = options
  return await decide(db, id, 'released', async (session, { subject }) => {
    const [outcome] = await applyMoves(session, [
      { subject, id, from: ['held'], to: 'pending', reason, actor, detail: detailOf(options) },
    ])
    return outcome?.applied === true
  })
}

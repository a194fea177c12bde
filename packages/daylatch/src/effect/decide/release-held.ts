import type { Database } from '../../drivers/database.ts'
import { assertWholeNumber } from '../../options.ts'
import type { Move } from '../moves/move.ts'
import {
  assertDecision,
  decide,
  type Decision,
  type DecisionOptions,
  detailOf,
  moveDecided,
} from './decision.ts'

export type ReleaseHeldResult = Decision<'released'>

export interface ReleaseHeldOptions extends DecisionOptions {
  /**
   * How long it still stays, in ms, for whoever wants to take it back: `pending`, and not yet due.
   * @default 0
   */
  readonly afterMs?: number
}

/**
 * Lets an effect go that was held: it leaves with the next dispatch, where everything is checked again.
 *
 * @throws {DaylatchError} BAD_OPTION, LOCK_TIMEOUT, CONNECTION_LOST, SCHEMA_MISSING, DATABASE
 */
export async function releaseHeld(
  db: Database,
  id: string,
  options: ReleaseHeldOptions,
): Promise<ReleaseHeldResult> {
  assertDecision(id, options)
  const { actor, reason, afterMs = 0 } = options
  assertWholeNumber('afterMs', afterMs, 0, 86_400_000)
  return await decide(db, id, 'released', async (session, { subject }) => {
    const detail = detailOf(options)
    const move: Move = { subject, id, from: ['held'], to: 'pending', dueInMs: afterMs, reason, actor, detail }
    return await moveDecided(session, move, { frees: false })
  })
}

import type { Database } from '../../drivers/database.ts'
import { badOption } from '../../errors.ts'
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

export interface ResolveOptions extends DecisionOptions {
  /** What the person has found out, for example by asking the recipient. */
  readonly verdict: 'sent' | 'not-sent'
  /** What `not-sent` does with the slots: gives them free, or lets them be used up. */
  readonly onFailed: 'release' | 'consume'
  /** The attempt that was judged: refused if another one has begun since. @default whichever is the latest */
  readonly attempt?: number
}

export type ResolveResult = Decision<'resolved'>

/**
 * Records what a person decided about an effect whose outcome nobody knows: only from `unknown`, to `sent` or `failed`.
 *
 * An answer of the gateway that comes at the same moment and this call exclude each other; the loser changes nothing.
 * With `not-sent` and `release` the slots are free with the same commit.
 *
 * @throws {DaylatchError} BAD_OPTION, LOCK_TIMEOUT, CONNECTION_LOST, SCHEMA_MISSING, DATABASE
 */
export async function resolveEffect(
  db: Database,
  id: string,
  options: ResolveOptions,
): Promise<ResolveResult> {
  assertDecision(id, options)
  const { verdict, actor, reason, onFailed, attempt } = options
  if (verdict !== 'sent' && verdict !== 'not-sent') throw badOption('verdict', 'sent or not-sent', verdict)
  if (onFailed !== 'release' && onFailed !== 'consume')
    throw badOption('onFailed', 'release or consume', onFailed)
  if (attempt !== undefined) assertWholeNumber('attempt', attempt, 0, 2_147_483_647)
  const to = verdict === 'sent' ? 'sent' : 'failed'
  return await decide(db, id, 'resolved', async (session, { subject }) => {
    const detail = { verdict, ...detailOf(options) }
    const move: Move = { subject, id, from: ['unknown'], attempt, to, reason, actor, detail }
    return await moveDecided(session, move, { frees: to === 'failed' && onFailed === 'release' })
  })
}

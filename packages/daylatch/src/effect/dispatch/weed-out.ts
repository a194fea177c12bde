import type { Session } from '../../drivers/database.ts'
import { DaylatchError } from '../../errors.ts'
import type { EffectRecord } from '../effect-record.ts'
import { applyMoves } from '../moves/apply-moves.ts'
import type { Move } from '../moves/move.ts'
import type { Candidate } from './candidates.ts'
import { giveBack, moveIntoPeriod } from './claims-of-effects.ts'
import type { GatewayPlan } from './gateway-plan.ts'
import type { BeforeSendVerdict, Context } from './options.ts'

/**
 * Those that may leave, each in the period that runs by now. The others are held, or cancelled with their slots given
 * back: nothing of them has left, or what was refused definitely.
 */
export async function weedOutPending<Tx>(
  context: Context<Tx>,
  session: Session<Tx>,
  found: readonly Candidate[],
): Promise<readonly EffectRecord[]> {
  const { inTime, ended } = await moveIntoPeriod(context, session, found)
  const cancelled = ended.map((effect) => ({ effect, reason: 'period-ended' }))
  const held: Move[] = []
  const leaving: EffectRecord[] = []
  const verdicts = await judge(context, session, inTime)
  for (const [index, effect] of inTime.entries()) {
    const verdict = verdicts[index] ?? 'go'
    if (verdict === 'go') leaving.push(effect)
    else if ('cancel' in verdict) cancelled.push({ effect, reason: verdict.cancel.reason })
    else {
      const { reason, until } = verdict.hold
      held.push({ ...pending(effect), to: 'held', reason, dueAt: until ?? 'never' })
    }
  }
  await applyMoves(session, held)
  await applyMoves(
    session,
    cancelled.map(({ effect, reason }) => ({ ...pending(effect), to: 'cancelled', reason })),
  )
  await giveBack(
    session,
    cancelled.map(({ effect }) => effect),
  )
  return leaving
}

/**
 * Those whose attempt may be repeated with the same key. For the others the outcome stays unknown until a person or a
 * receipt decides: the period or the key is over, or whoever is asked before a message leaves says no by now.
 */
export async function weedOutUnknown<Tx>(
  context: Context<Tx>,
  session: Session<Tx>,
  { gateway, keyUsableMs }: GatewayPlan,
  found: readonly Candidate[],
  atMs: number,
): Promise<readonly EffectRecord[]> {
  const verdicts = await judge(
    context,
    session,
    found.map(({ effect }) => effect),
  )
  const leaving: EffectRecord[] = []
  const left: Move[] = []
  for (const [index, { effect, isOver }] of found.entries()) {
    const isKeyOver = gateway.class === 'keyed' && atMs >= (effect.firstSentAt?.getTime() ?? 0) + keyUsableMs
    const verdict = verdicts[index] ?? 'go'
    const reason = isOver
      ? 'period-ended'
      : isKeyOver
        ? 'key-ended'
        : verdict === 'go'
          ? undefined
          : ('hold' in verdict ? verdict.hold : verdict.cancel).reason
    if (reason === undefined) leaving.push(effect)
    else {
      const { subject, id, attempt } = effect
      left.push({
        subject,
        id,
        attempt,
        from: ['unknown'],
        to: null,
        dueAt: 'never',
        reason,
        actor: 'dispatcher',
      })
    }
  }
  await applyMoves(session, left)
  return leaving
}

async function judge<Tx>(
  { options }: Context<Tx>,
  session: Session<Tx>,
  effects: readonly EffectRecord[],
): Promise<readonly BeforeSendVerdict[]> {
  if (options.beforeSend === undefined || effects.length === 0) return []
  const verdicts = await options.beforeSend(session.tx, effects)
  if (verdicts.length === effects.length) return verdicts
  throw new DaylatchError(
    'BAD_OPTION',
    `Expected \`beforeSend\` to answer for each of ${effects.length} effects, got ${verdicts.length} verdicts`,
  )
}

function pending({
  subject,
  id,
  attempt,
}: EffectRecord): Pick<Move, 'subject' | 'id' | 'from' | 'attempt' | 'actor'> {
  return { subject, id, from: ['pending'], attempt, actor: 'dispatcher' }
}

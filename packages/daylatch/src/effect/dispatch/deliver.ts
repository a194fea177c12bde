import { atomically } from '../../drivers/atomically.ts'
import { DaylatchError } from '../../errors.ts'
import type { EffectRecord } from '../effect-record.ts'
import { isOpenState } from '../moves/allowed-moves.ts'
import type { Attempts } from './attempts.ts'
import { releaseDue } from './expire.ts'
import { readEffect } from './find-effect.ts'
import type { GatewayPlan } from './gateway-plan.ts'
import type { MarkerWriter } from './marker.ts'
import type { Context } from './options.ts'
import { take } from './take.ts'

export type DeliverResult =
  /** This call made an attempt. What became of it is the effect's state: `pending` if a later attempt is to follow. */
  | { readonly status: 'attempted'; readonly effect: EffectRecord }
  /** There is nothing to do for this call: somebody else has it, it is through, or its outcome is unknown. */
  | { readonly status: 'not-needed'; readonly effect: EffectRecord }
  /** It may leave, but not now. Whoever calls from a queue tries again then, unless a dispatcher runs somewhere. */
  | {
      readonly status: 'not-now'
      readonly effect: EffectRecord
      readonly reason: 'held' | 'not-due' | 'paused' | 'open' | 'rate' | 'busy' | 'stopping'
      /** `null`: not before somebody decides. */
      readonly againInMs: number | null
    }
  | { readonly status: 'absent' }

const BUSY_MS = 500

/** One attempt at one effect by the path of all others, if it may leave now. */
export async function deliverOne(
  context: Context,
  plans: ReadonlyMap<string, GatewayPlan>,
  attempts: Attempts,
  marker: MarkerWriter | undefined,
  id: string,
): Promise<DeliverResult> {
  const effect = await readEffect(context.db, id)
  if (effect === null) return { status: 'absent' }
  if (effect.state !== 'pending' && effect.state !== 'held') return { status: 'not-needed', effect }
  const plan = planOf(plans, effect)
  if (effect.state === 'held') {
    await atomically(
      context.db,
      { lockTimeoutMs: 5000 },
      async (session) => await releaseDue(session, plan.name),
    )
  }
  const { subject, attempt } = effect
  const taken = await take(context, plan, {
    from: 'pending',
    limit: 1,
    wanted: { subject, id: effect.id, attempt },
  })
  context.onMoves()
  await attempts.run(taken, marker)
  const after = (await readEffect(context.db, id)) ?? effect
  if (taken.attempts.length > 0) return { status: 'attempted', effect: after }
  if (taken.refusal !== null) return { status: 'not-now', effect: after, ...taken.refusal }
  return notTaken(after)
}

function notTaken(effect: EffectRecord): DeliverResult {
  if (!isOpenState(effect.state) || effect.state === 'sending' || effect.state === 'unknown') {
    return { status: 'not-needed', effect }
  }
  const inMs = effect.dueAt === null ? null : effect.dueAt.getTime() - Date.now()
  if (effect.state === 'held') return { status: 'not-now', effect, reason: 'held', againInMs: inMs }
  return inMs !== null && inMs > 0
    ? { status: 'not-now', effect, reason: 'not-due', againInMs: inMs }
    : { status: 'not-now', effect, reason: 'busy', againInMs: BUSY_MS }
}

/** @throws {DaylatchError} BAD_OPTION */
function planOf(plans: ReadonlyMap<string, GatewayPlan>, { gateway }: EffectRecord): GatewayPlan {
  const plan = plans.get(gateway)
  if (plan !== undefined) return plan
  throw new DaylatchError(
    'BAD_OPTION',
    `The effect is for the gateway \`${gateway}\`, which this dispatcher was not given. It has: ${[...plans.keys()].join(', ')}`,
  )
}

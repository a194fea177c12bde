import { effectStates, type EffectState } from '../states.ts'
import type { Move, MoveOutcome } from '../moves/move.ts'
import { type Attempt, isAnswered, type Outcome } from './attempt.ts'
import { backoffMs, type GatewayPlan } from './gateway-plan.ts'

/** When something is done about an unknown outcome, by the gateway's class. */
export function unknownDue(plan: GatewayPlan, attempt: number): Pick<Move, 'dueAt' | 'dueInMs'> {
  switch (plan.gateway.class) {
    case 'keyed':
      return { dueInMs: backoffMs(plan, attempt) }
    case 'queryable':
      return { dueInMs: plan.graceMs }
    case 'callback':
    case 'blind':
      return { dueAt: 'never' }
  }
}

/** What the outcome of an attempt makes of its effect, as long as that attempt is the one that is running. */
export function moveOf(attempt: Attempt, outcome: Outcome): Move {
  const { plan, number, isResend } = attempt
  const base = { ...ids(attempt), from: ['sending'], attempt: number, detail: outcome.detail } as const
  switch (outcome.kind) {
    case 'accepted':
      return {
        ...base,
        to: 'sent',
        reason: 'accepted',
        actor: 'gateway',
        set: { gatewayRef: outcome.gatewayRef },
      }
    case 'unknown':
      return {
        ...base,
        to: 'unknown',
        reason: outcome.reason,
        actor: 'dispatcher',
        ...unknownDue(plan, number),
      }
    case 'refused': {
      const actor = outcome.isAnswer ? 'gateway' : 'dispatcher'
      // That this attempt was refused says nothing of the one before it, of which nobody knows whether it arrived.
      if (isResend) {
        return {
          ...base,
          to: 'unknown',
          reason: 'resend-refused',
          actor,
          ...unknownDue(plan, number),
          detail: { ...outcome.detail, code: outcome.code },
        }
      }
      return outcome.again && number <= plan.retries
        ? { ...base, to: 'pending', reason: outcome.code, actor, dueInMs: backoffMs(plan, number) }
        : { ...base, to: 'failed', reason: outcome.code, actor }
    }
  }
}

/**
 * What is left to do where {@link moveOf} found that the effect had gone on without this worker. A definite outcome of
 * the very attempt that counts as unknown settles it. Everything else is noted beside what has happened meanwhile,
 * with an alarm where it says the opposite.
 *
 * @param wasTried whether it may have been written before without an answer: then what it would have become is no news
 */
export function lateMoveOf(
  attempt: Attempt,
  outcome: Outcome,
  found: MoveOutcome,
  wasTried: boolean,
): Move | undefined {
  if (found.applied || found.found === null) return undefined
  const { state, attempt: latest } = found.found
  const isLatest = latest === attempt.number
  if (state === 'unknown' && isLatest && outcome.kind !== 'unknown' && !repeatsItself(attempt, outcome)) {
    const settled = {
      ...ids(attempt),
      from: ['unknown'],
      attempt: attempt.number,
      actor: 'gateway',
      detail: outcome.detail,
    } as const
    return outcome.kind === 'accepted'
      ? { ...settled, to: 'sent', reason: 'accepted-late', set: { gatewayRef: outcome.gatewayRef } }
      : { ...settled, to: 'failed', reason: outcome.code }
  }
  // Its lease is over and it was called unknown; that nobody answered is no news.
  if (outcome.kind === 'unknown' || (wasTried && isLatest)) return undefined
  return {
    ...ids(attempt),
    from: effectStates,
    to: null,
    about: attempt.number,
    reason: outcome.kind === 'accepted' ? 'accepted-late' : 'refused-late',
    actor: isAnswered(outcome) ? 'gateway' : 'dispatcher',
    detail: outcome.kind === 'refused' ? { ...outcome.detail, code: outcome.code } : outcome.detail,
    set: {
      ...(outcome.kind === 'accepted' && isLatest ? { gatewayRef: outcome.gatewayRef } : {}),
      ...(contradicts(state, isLatest, attempt, outcome) ? { contradicted: true } : {}),
    },
  }
}

/** Whether a refusal leaves the effect to be repeated with its key, or says nothing of an attempt before it. */
function repeatsItself({ isResend, plan }: Attempt, outcome: Outcome): boolean {
  return outcome.kind === 'refused' && (isResend || (outcome.again && plan.gateway.class === 'keyed'))
}

function contradicts(
  state: EffectState,
  isLatest: boolean,
  { isResend }: Attempt,
  outcome: Outcome,
): boolean {
  if (outcome.kind === 'accepted') return state === 'failed' || state === 'cancelled'
  return isLatest && !isResend && (state === 'sent' || state === 'delivered' || state === 'undelivered')
}

function ids({ effect }: Attempt): { readonly subject: string; readonly id: string } {
  return { subject: effect.subject, id: effect.id }
}

import { type EffectState, openStates } from '../states.ts'

/**
 * Every move that an effect can make, and no other.
 *
 * `sending` never goes back to `pending` without a definite refusal: a lease that ran out means `unknown`. From `unknown`
 * only a finding leads on, a person's decision, or another attempt that the gateway's class permits. `failed`,
 * `cancelled`, `delivered` and `undelivered` are ends: what a gateway says later is recorded beside them.
 */
export const allowedMoves: Readonly<Record<EffectState, readonly EffectState[]>> = {
  pending: ['held', 'sending', 'cancelled'],
  held: ['pending', 'cancelled'],
  sending: ['sent', 'failed', 'pending', 'unknown', 'delivered', 'undelivered'],
  unknown: ['sent', 'failed', 'sending', 'delivered', 'undelivered'],
  sent: ['delivered', 'undelivered'],
  failed: [],
  delivered: [],
  undelivered: [],
  cancelled: [],
}

export function isAllowedMove(from: EffectState, to: EffectState): boolean {
  return allowedMoves[from].includes(to)
}

export function isOpenState(state: EffectState): boolean {
  return openStates.includes(state)
}

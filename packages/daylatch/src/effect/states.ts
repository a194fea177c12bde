/**
 * Where an effect stands.
 *
 * `pending`: it leaves as soon as it may · `held`: something has to pass first · `sending`: it is with the gateway, and
 * nobody knows more · `sent`: the gateway took it · `failed`: it was refused, or never left · `unknown`: it may have
 * left, and nobody knows · `delivered`, `undelivered`: what a receipt says about the recipient · `cancelled`: taken back
 * before it left.
 */
export type EffectState =
  'pending' | 'held' | 'sending' | 'sent' | 'failed' | 'unknown' | 'delivered' | 'undelivered' | 'cancelled'

/** All of them, in the order in which an effect passes them. */
export const effectStates: readonly EffectState[] = [
  'pending',
  'held',
  'sending',
  'sent',
  'failed',
  'unknown',
  'delivered',
  'undelivered',
  'cancelled',
]

/** Those in which something is still to be done about it, by a dispatcher, the clock or a person. It has a `due_at`. */
export const openStates: readonly EffectState[] = ['pending', 'held', 'sending', 'unknown']

/** Those from which it has not left: it can be taken back, and a dispatch in a later period moves it there. */
export const waitingStates: readonly EffectState[] = ['pending', 'held']

/** @throws TypeError when it is none: a row that a newer Daylatch wrote, or a defect of the statement */
export function toEffectState(value: string): EffectState {
  const state = effectStates.find((known) => known === value)
  if (state === undefined) throw new TypeError(`Expected the state of an effect, got ${value}`)
  return state
}

import type { ReceiptStatus, ReceiptVerdict } from '../read/receipts.ts'
import type { EffectState } from '../states.ts'

/** What is known when a receipt comes. */
export interface ReceiptFacts {
  readonly state: EffectState
  /** The latest attempt of the effect. */
  readonly latest: number
  /** The attempt that the receipt names. */
  readonly attempt: number
  readonly status: ReceiptStatus
  /** Whether the gateway had refused that very attempt. */
  readonly wasRefused: boolean
}

export type Ruling =
  | { readonly verdict: Extract<ReceiptVerdict, 'moved'>; readonly to: 'sent' | 'delivered' | 'undelivered' }
  | { readonly verdict: Exclude<ReceiptVerdict, 'moved'> }

const noted: Ruling = { verdict: 'noted' }
const contradicts: Ruling = { verdict: 'contradicts' }

/**
 * What a receipt does, by where the effect stands. Receipts only lead forward, and none of them frees or takes a slot.
 *
 * `accepted` and `delivered` say that it left. Where it was refused, or is still waiting, both cannot be true, and that
 * is shown. `undelivered` says nothing against that.
 */
export function ruleOn({ state, latest, attempt, status, wasRefused }: ReceiptFacts): Ruling {
  const hasLeft = status !== 'undelivered'
  switch (state) {
    // With an attempt behind it, it waits because that attempt was refused.
    case 'pending':
    case 'held':
    case 'failed':
    case 'cancelled':
      return hasLeft ? contradicts : noted
    case 'delivered':
      return status === 'undelivered' && attempt >= latest ? contradicts : noted
    case 'undelivered':
      return status === 'delivered' ? contradicts : noted
    case 'sending':
    case 'unknown':
    case 'sent':
      return attempt < latest ? onOlder(state, status, wasRefused) : onLatest(state, status)
  }
}

function onLatest(state: 'sending' | 'unknown' | 'sent', status: ReceiptStatus): Ruling {
  if (status !== 'accepted') return { verdict: 'moved', to: status }
  return state === 'sent' ? noted : { verdict: 'moved', to: 'sent' }
}

/** An older attempt whose outcome was unknown was repeated under the same key: what became of it became of the effect. */
function onOlder(state: 'sending' | 'unknown' | 'sent', status: ReceiptStatus, wasRefused: boolean): Ruling {
  if (status === 'undelivered') return noted
  if (wasRefused) return contradicts
  if (status === 'delivered') return { verdict: 'moved', to: 'delivered' }
  // While a later attempt is under way, its own answer says more.
  return state === 'unknown' ? { verdict: 'moved', to: 'sent' } : noted
}

import type { Slot } from '../api/types.ts'
import type { SendState } from './use-send.ts'

/** What is said about the wish to send. */
export type Told =
  | { readonly kind: Exclude<SendState['kind'], 'refused'> | 'found' }
  | { readonly kind: 'refused'; readonly code: string }

/** What may still be said, now that the slot is known: a doubt that the record has settled must not stand beside it. */
export function tell(state: SendState, slot: Slot, memberId: string): Told {
  switch (state.kind) {
    case 'refused':
      return { kind: 'refused', code: state.code }
    case 'unknown':
      if (slot.message === null) return { kind: 'unknown' }
      return { kind: slot.message.sentBy?.id === memberId ? 'found' : 'already' }
    case 'already':
    case 'queued':
      return { kind: slot.open ? 'none' : state.kind }
    default:
      return { kind: state.kind }
  }
}

import type { ClaimRecord } from '../../once/claim-record.ts'
import type { EffectRecord } from '../effect-record.ts'

/** How the latch of a subject stands for a call that has locked all that may be open. */
export interface Slot {
  readonly subject: string
  readonly isLocked: boolean
  /** Locked, and open: the call may have it. */
  readonly isFree: boolean
  /**
   * Not locked, because it looked closed, and by now it is not: its period has ended, or its claim was released. The call
   * has to look again.
   */
  readonly isStale: boolean
  /** The claim in the way, and its effect where it has one. */
  readonly claim: ClaimRecord | undefined
  readonly effect: EffectRecord | null
}

/** Whoever takes slots: a wish, or an effect that moves to another period. */
export interface Taker {
  readonly subjects: readonly string[]
}

export type Decision<T> =
  | { readonly kind: 'won' }
  /** `winner`: somebody earlier in the list; else the claim in the way is the slot's. */
  | { readonly kind: 'lost'; readonly subject: string; readonly slot: Slot; readonly winner: T | undefined }
  | { readonly kind: 'again' }

/**
 * Who gets the slots, in the order of the list: whoever is in it earlier takes a shared one first, and whoever lacks one
 * of his takes none. One that has to be looked at again keeps its places in the queue: nobody behind it overtakes.
 *
 * Pure. @param isLast takes a stale claim in the way as the verdict
 */
export function decide<T extends Taker>(
  takers: readonly T[],
  slots: ReadonlyMap<string, Slot>,
  isLast: boolean,
): readonly Decision<T>[] {
  const taken = new Map<string, T>()
  const kept = new Set<string>()
  return takers.map((taker): Decision<T> => {
    for (const subject of taker.subjects) {
      const slot = slots.get(subject)
      if (slot === undefined) throw new TypeError('Expected a slot for every subject')
      if (kept.has(subject) || (slot.isStale && !(isLast && slot.claim !== undefined))) {
        for (const each of taker.subjects) kept.add(each)
        return { kind: 'again' }
      }
      const winner = taken.get(subject)
      if (winner !== undefined || !slot.isFree) return { kind: 'lost', subject, slot, winner }
    }
    for (const subject of taker.subjects) taken.set(subject, taker)
    return { kind: 'won' }
  })
}

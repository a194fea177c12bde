import type { Chooser } from '../run/run.ts'
import { goOn } from './walk.ts'

/** Numbers from 0 to below 1, the same for one seed on every machine. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/**
 * A chooser that changes the actor now and then. How often is drawn anew for each walk: races that need many changes and
 * races that need few are then both met.
 */
export function wander(random: () => number): Chooser {
  const restlessness = 0.1 + 0.8 * random()
  return (decision) => {
    if (decision.previous !== null && random() > restlessness) return goOn(decision)
    const chosen = decision.enabled[Math.floor(random() * decision.enabled.length)]
    return chosen?.actor ?? goOn(decision)
  }
}

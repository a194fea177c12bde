import type { History } from '../history/accesses.ts'
import type { Tangle } from '../history/tangle.ts'
import type { AnomalyId, Cure, IsolationFinding } from '../story.ts'
import { callCures } from './calls.ts'
import { deadlockCures, refusedCures } from './orders.ts'
import { rowCures } from './rows.ts'
import { setCures } from './sets.ts'
import { skewCures } from './skews.ts'

export interface Remedy {
  readonly cures: readonly Cure[]
  /** What people often ship for it, and why it changes nothing. */
  readonly trap: string
}

/** What cures a race of that shape, anchored in its own statements. */
export function remedyFor(
  shape: AnomalyId,
  history: History,
  tangle: Tangle | null,
  isolation: readonly IsolationFinding[],
): Remedy {
  if (shape === 'deadlock') return deadlockCures(history)
  if (tangle === null) return refusedCures(shape)
  if (shape === 'double-call') return callCures(history, tangle)
  if (shape === 'lost-update' || shape === 'stale-check') return rowCures(history, tangle, isolation)
  if (shape === 'duplicate' || shape === 'phantom') return setCures(history, tangle, shape, isolation)
  return skewCures(history, tangle, shape, isolation)
}

import type { Chooser, Decision } from '../run/run.ts'
import type { Ground, Place } from './ground.ts'

/** A chooser with what came of following it. */
export interface Walk {
  readonly choose: Chooser
  /** The first actor that had no step where it was foretold to have one. */
  readonly missed: () => number | null
}

/**
 * Leads an execution to something new: along the known places to the first step that nobody has seen, or to an end that
 * nobody has executed. Beyond what is known, whoever ran goes on, which costs no preemption.
 */
export function walkTo(ground: Ground, bound: number): Walk {
  let place: Place | undefined = ground.beginning
  let left = bound
  let missed: number | null = null
  const choose = (decision: Decision): number => {
    if (place === undefined) return goOn(decision)
    const here: Place = place
    const enabled = new Set(decision.enabled.map(({ actor }) => actor))
    for (const { actor, cost } of ground.choices(here, decision.previous)) {
      if (cost > left) continue
      const next = ground.after(here, actor)
      if (next !== undefined && ground.isCovered(next, actor, left - cost)) continue
      if (!enabled.has(actor)) {
        missed ??= actor
        continue
      }
      place = next
      left -= cost
      return actor
    }
    place = undefined
    return goOn(decision)
  }
  return { choose, missed: () => missed }
}

/** Follows a schedule as far as it goes, then lets whoever ran go on. */
export function follow(schedule: readonly number[]): Chooser {
  return (decision) => {
    const wanted = schedule[decision.index]
    return decision.enabled.some(({ actor }) => actor === wanted) ? (wanted as number) : goOn(decision)
  }
}

/** Whoever ran before goes on, else the first that can. */
export function goOn({ enabled, previous }: Decision): number {
  if (previous !== null && enabled.some(({ actor }) => actor === previous)) return previous
  return (enabled[0] as Decision['enabled'][number]).actor
}

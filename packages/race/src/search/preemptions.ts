import type { Run } from '../run/run.ts'

/** Whose turn it was at each decision of a run. */
export function scheduleOf(run: Run): readonly number[] {
  return run.trace.map(({ step }) => step.actor)
}

/** How often an actor that could have gone on had to wait for another. */
export function preemptionsOf(run: Run): number {
  return run.trace.filter(({ step, enabled }, index) => {
    const before = run.trace[index - 1]?.step.actor
    return before !== undefined && before !== step.actor && enabled.includes(before)
  }).length
}

/** Whether the actors ran one after another, each from its start to its end. */
export function isSerial(run: Run): boolean {
  const seen = new Set<number>()
  let last: number | null = null
  for (const actor of scheduleOf(run)) {
    if (actor === last) continue
    if (seen.has(actor)) return false
    seen.add(actor)
    last = actor
  }
  return true
}

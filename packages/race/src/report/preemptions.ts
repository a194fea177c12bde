import type { TraceEntry } from '../run/run.ts'

/** How often an actor that could have gone on was made to wait for another. */
export function preemptionsOf(trace: readonly TraceEntry[]): number {
  return trace.filter(({ step, enabled }, index) => {
    const previous = trace[index - 1]?.step.actor
    return previous !== undefined && previous !== step.actor && enabled.includes(previous)
  }).length
}

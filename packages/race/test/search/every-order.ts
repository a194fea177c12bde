import type { Program, Run } from '@daylatch/race'
import { preemptionsOf } from '../../src/search/preemptions.ts'

/**
 * Runs a program in every order there is, one by one, without any cleverness. Gives up, with `null`, where there are more than
 * `most`.
 */
export async function everyOrder(program: Program, most = Infinity): Promise<readonly Run[] | null> {
  const runs: Run[] = []
  const prefix: number[] = []
  for (;;) {
    const run = await program.run(({ index, enabled }) => prefix[index] ?? (enabled[0]?.actor as number))
    runs.push(run)
    let position = run.trace.length - 1
    for (; position >= 0; position--) {
      const { enabled, step } = run.trace[position] as Run['trace'][number]
      const next = enabled.find((actor) => actor > step.actor)
      if (next === undefined) continue
      prefix.splice(0, prefix.length, ...run.trace.slice(0, position).map((entry) => entry.step.actor), next)
      break
    }
    if (position < 0) return runs
    if (runs.length >= most) return null
  }
}

/** Those within a bound. */
export function within(runs: readonly Run[], bound: number): readonly Run[] {
  return runs.filter((run) => preemptionsOf(run) <= bound)
}

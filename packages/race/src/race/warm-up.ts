import type { Chooser, Program } from '../run/run.ts'

/**
 * One after another first, so that what is loaded once per process is loaded by one actor, while nobody waits for it behind
 * a lock of the language; then by turns, which opens as many connections as are ever needed at once.
 */
const orders: readonly Chooser[] = [
  ({ enabled, previous }) => (enabled.find(({ actor }) => actor === previous) ?? enabled[0])?.actor ?? 0,
  ({ enabled, previous }) => (enabled.find(({ actor }) => actor !== previous) ?? enabled[0])?.actor ?? 0,
]

/** Rounds that repeat the one before, after which an application counts as warm. */
const STEADY = 1
const MOST = 12

/**
 * Runs the actors until they do the same steps again and again: drivers ask a new connection for its settings and an ORM asks
 * for columns at first use, and an order that was recorded with these questions could not be run again without them.
 */
export async function warmUp(program: Program): Promise<void> {
  let steady = 0
  let before: string | undefined
  for (let round = 0; round < MOST && steady < STEADY; round += 1) {
    const runs: Steps[] = []
    for (const choose of orders) runs.push(await stepsOf(program, choose))
    const steps = JSON.stringify(runs)
    steady = steps === before ? steady + 1 : 0
    before = steps
  }
}

/** Statements by actor: which of them is first may change. */
type Steps = readonly (readonly string[])[]

async function stepsOf(program: Program, choose: Chooser): Promise<Steps> {
  const { trace } = await program.run(choose)
  const actors = [...new Set(trace.map(({ step }) => step.actor))].toSorted((a, b) => a - b)
  return actors.map((actor) => trace.flatMap(({ step }) => (step.actor === actor ? [step.skeleton] : [])))
}

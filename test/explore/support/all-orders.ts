import { explore, type Exploration, type Program } from '@daylatch/race'

/** What an exploration saw, for a test to compare. */
export interface Seen {
  readonly broken: string | null
  readonly isComplete: boolean
  /** Orders in which the database had to break a circle of waits. */
  readonly deadlocks: number
}

/** Explores a program to the end, or to the first order that breaks something or ends in a circle of waits. */
export async function everyOrder(
  program: Program,
  bound: number,
): Promise<Seen & { readonly exploration: Exploration }> {
  let deadlocks = 0
  const circle = new AbortController()
  const exploration = await explore(program, {
    bound,
    schedules: 1_000_000,
    ms: 3_600_000,
    walks: 0,
    signal: circle.signal,
    onRun: ({ trace }) => {
      if (!trace.some(({ result }) => result.error?.code === '40P01')) return
      deadlocks += 1
      circle.abort()
    },
  })
  const { found, coverage } = exploration
  const verdict = found?.run.verdict
  return {
    broken: verdict === undefined || verdict.holds ? null : verdict.reason,
    isComplete: coverage.phases.every(({ isComplete }) => isComplete),
    deadlocks,
    exploration,
  }
}

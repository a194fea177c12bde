import type { Program, Run } from '../run/run.ts'
import { concurrentPairs, nameOf } from './concurrent-pairs.ts'
import type { SearchBudget } from './explore.ts'
import type { Knowledge } from './knowledge.ts'
import { scheduleOf } from './preemptions.ts'
import { follow } from './walk.ts'

/** What came of running pairs in both orders. */
export interface CrossChecked {
  readonly pairs: number
  readonly differences: readonly string[]
  readonly executions: number
}

interface Outcome {
  readonly run: Run
  readonly left: Readonly<Record<string, string>>
}

/**
 * Attacks the reduction: runs each kind of pair that was called independent in both orders, and compares what every actor
 * was answered, what the invariant says and what is left in the database.
 *
 * Columns that differ between two runs of one order, such as times, are left out of the comparison.
 */
export async function crossCheck(
  program: Program,
  knowledge: Knowledge,
  budget: SearchBudget,
): Promise<CrossChecked> {
  const seen = new Set<string>()
  const differences: string[] = []
  let executions = 0
  const execute = async (schedule: readonly number[]): Promise<Outcome> => {
    executions++
    const run = await program.run(follow(schedule))
    return { run, left: (await program.fingerprint?.()) ?? {} }
  }
  const [example] = knowledge.runs
  if (example === undefined) return { pairs: 0, differences, executions }
  const noise = new Set(
    columnsThatDiffer(await execute(scheduleOf(example)), await execute(scheduleOf(example))),
  )
  for (const end of knowledge.ends) {
    for (const { first, second, schedules } of concurrentPairs(end)) {
      const names = `${first.actor} ${nameOf(first)} | ${second.actor} ${nameOf(second)}`
      if (seen.has(names) || budget.isSpent(executions)) continue
      seen.add(names)
      const [one, other] = [await execute(schedules[0]), await execute(schedules[1])]
      const difference = differenceOf(one, other, noise)
      if (difference !== null)
        differences.push(`\`${nameOf(first)}\` and \`${nameOf(second)}\`: ${difference}`)
    }
  }
  return { pairs: seen.size, differences, executions }
}

function differenceOf(one: Outcome, other: Outcome, noise: ReadonlySet<string>): string | null {
  const [answers, others] = [answersOf(one.run), answersOf(other.run)]
  const actor = answers.findIndex((answer, index) => answer !== others[index])
  if (actor !== -1) return `actor ${String.fromCodePoint(65 + actor)} is answered otherwise`
  const column = columnsThatDiffer(one, other).find((name) => !noise.has(name))
  if (column !== undefined) return `${column} differs`
  return one.run.verdict.holds === other.run.verdict.holds ? null : 'the invariant holds in one order only'
}

function columnsThatDiffer({ left: one }: Outcome, { left: other }: Outcome): readonly string[] {
  return [...new Set([...Object.keys(one), ...Object.keys(other)])].filter(
    (name) => one[name] !== other[name],
  )
}

/** What each actor did and was answered, one text for each. */
function answersOf({ trace, outcomes }: Run): readonly string[] {
  return outcomes.map((_, actor) =>
    trace
      .filter(({ step }) => step.actor === actor)
      .map(
        ({ step, result }) => `${step.kind} ${step.skeleton} ${result.rows} ${result.error?.code ?? 'done'}`,
      )
      .join('; '),
  )
}

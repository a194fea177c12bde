import type { Program, Run } from '../run/run.ts'
import { countOrders } from './count.ts'
import { crossCheck } from './cross-check.ts'
import type { Bound, Counterexample, Exploration, PhaseCoverage } from './exploration.ts'
import { Knowledge } from './knowledge.ts'
import type { ExploreOptions, SearchProgress } from './options.ts'
import { isSerial, preemptionsOf, scheduleOf } from './preemptions.ts'
import { randomFrom, wander } from './random.ts'
import { sentenceOf } from './sentence.ts'
import { walkTo } from './walk.ts'

/** So many executions in a row that bring nothing new are enough to know that the program does as it likes. */
const patience = 20

/**
 * Runs a program in every order within a bound, executing only those that can differ, and gives the first that breaks the
 * invariant.
 *
 * Serial orders come first: one that fails is a plain bug. Then orders with one preemption, two, and so on. What passes is
 * not proved: see `coverage.sentence` for what was looked at.
 */
export async function explore(program: Program, options: ExploreOptions = {}): Promise<Exploration> {
  const { bound = 2, stopAtFirst = true, walks = 50, seed = 1, isReduced = true } = options
  const knowledge = new Knowledge(program, isReduced)
  const failures: Counterexample[] = []
  const budget = budgetOf(options)
  const phases: PhaseCoverage[] = []
  let serialOrders = 0
  let walked = 0

  const isOver = () => (stopAtFirst && failures.length > 0) || options.signal?.aborted === true
  const add = (run: Run, phase: SearchProgress['phase'], of: Bound | null): boolean => {
    options.onRun?.(run)
    const isNew = knowledge.add(run)
    if (!run.verdict.holds && (isNew || failures.length === 0)) {
      const kind = isSerial(run) ? 'plain bug' : 'race'
      const schedule = scheduleOf(run)
      failures.push({
        kind,
        run,
        schedule,
        preemptions: preemptionsOf(run),
        foundAfter: knowledge.executions,
      })
    }
    options.onProgress?.({
      executions: knowledge.executions,
      phase,
      bound: of,
      failures: failures.length,
    })
    return isNew
  }
  const cover = async (of: Bound): Promise<boolean> => {
    const most = of === 'unbounded' ? Infinity : of
    const phase = of === 0 ? 'serial orders' : 'ordered'
    let idle = 0
    while (!knowledge.ground.isCovered(knowledge.ground.beginning, null, most)) {
      if (isOver() || idle >= patience || (of !== 0 && budget.isSpent(knowledge.executions - serialOrders)))
        return false
      const walk = walkTo(knowledge.ground, most)
      const isNew = add(await program.run(walk.choose), phase, of)
      if (of === 0) serialOrders = knowledge.executions
      const missed = walk.missed()
      if (missed !== null) knowledge.missed(missed)
      idle = isNew ? 0 : idle + 1
    }
    return true
  }

  for (const of of phasesUpTo(bound)) {
    const isComplete = await cover(of)
    if (of !== 0) {
      const count = countOrders(knowledge.ground, of === 'unbounded' ? Infinity : of)
      phases.push({ bound: of, ...count, isComplete })
    }
    if (isOver() || !isComplete || failures.some(({ kind }) => kind === 'plain bug')) break
  }
  const isComplete = phases.length > 0 && phases.every((phase) => phase.isComplete)
  const random = randomFrom(seed)
  while (!isComplete && phases.length > 0 && walked < walks && !isOver()) {
    add(await program.run(wander(random)), 'walks', null)
    walked++
  }
  const crossChecked =
    options.crossCheck === true && !isOver() ? await crossCheck(program, knowledge, budgetOf(options)) : null
  const coverage = {
    actors: program.actors.length,
    executions: knowledge.executions + (crossChecked?.executions ?? 0),
    serialOrders,
    phases,
    walks: { executions: walked, seed },
    crossChecked,
    divergences: knowledge.divergences,
  }
  const sentence = sentenceOf(
    coverage,
    knowledge.unreduced,
    failures[0] ?? null,
    stopAtFirst && failures.length > 0,
  )
  return { found: failures[0] ?? null, failures, coverage: { ...coverage, sentence } }
}

/** What a search may spend. */
export interface SearchBudget {
  isSpent(executions: number): boolean
}

function budgetOf({ schedules = 2000, ms = 20_000 }: ExploreOptions): SearchBudget {
  const began = performance.now()
  return { isSpent: (executions) => executions >= schedules || performance.now() - began >= ms }
}

/** Serial orders, then bounds 1, 2, …; every order only after those with few preemptions. */
function phasesUpTo(bound: Bound): readonly Bound[] {
  const most = bound === 'unbounded' ? 3 : bound
  const phases: Bound[] = Array.from({ length: most + 1 }, (_, index) => index)
  return bound === 'unbounded' ? [...phases, bound] : phases
}

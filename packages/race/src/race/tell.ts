import { nameOf } from '../config/name-of.ts'
import type { RaceOptions } from '../config/options.ts'
import { minimise, tellStory, tryIsolationLevels, writePage } from '../report/index.ts'
import type { Run } from '../run/run.ts'
import type { Counterexample, Exploration } from '../search/exploration.ts'
import { identify } from './identify.ts'
import { type Laboratory, replay, scheduleOf } from './laboratory.ts'
import { pagePath } from './page-path.ts'
import type { FoundRace } from './result.ts'

/** How often a counterexample is run again before it is believed. */
const REPLAYS = 5

/** Makes a counterexample small, runs it again, finds out what it is, and writes its page. */
export async function tell<App>(
  lab: Laboratory,
  options: RaceOptions<App>,
  found: Counterexample,
  { coverage }: Exploration,
): Promise<FoundRace> {
  const { explain = true } = options
  const name = nameOf(options)
  const run = explain && found.kind === 'race' ? await minimise(lab, found.run) : found.run
  const schedule = scheduleOf(run)
  const reproduced = await reproduce(lab, schedule)
  const isolation = explain && found.kind === 'race' ? await tryIsolationLevels(lab, run) : []
  const facts = { name, actors: lab.actors, schedule, reproduced, coverage: coverage.sentence, isolation }
  const story = await tellStory(run, facts)
  const id = identify(name, found.kind, story, run)
  const page = pagePath(options.reportTo, name)
  if (page !== null) await writePage(story, page)
  return { kind: found.kind, id, schedule, reproduced, story, page }
}

async function reproduce(lab: Laboratory, schedule: string): Promise<FoundRace['reproduced']> {
  let times = 0
  for (let round = 0; round < REPLAYS; round += 1) {
    const run: Run = await replay(lab, schedule)
    if (!run.verdict.holds) times += 1
  }
  return { times, of: REPLAYS }
}

import { nameOf } from '../config/name-of.ts'
import { checkRaceOptions } from '../config/check-options.ts'
import type { RaceOptions } from '../config/options.ts'
import { explore } from '../search/explore.ts'
import type { Counterexample, Exploration } from '../search/exploration.ts'
import type { ExploreOptions } from '../search/options.ts'
import type { Lab } from '../run/lab.ts'
import { withLab } from './with-lab.ts'
import { tellStory } from '../report/index.ts'
import { identify } from './identify.ts'
import type { FoundRace, RaceResult } from './result.ts'
import { tell } from './tell.ts'

/** Time for a test, which a runner ends after five seconds unless it is told otherwise. */
const BUDGET_MS = 2000
const SCHEDULES = 2000
const WALKS = 100

/** Most races that are told where all are asked for. */
const MOST_TOLD = 5

/** What the command wants beyond a test. */
export interface ExploreRaceOptions {
  /** Races that are known already: when the first that is found is one of them, others are looked for. */
  readonly knows?: (id: string) => boolean
}

/** A result with all the races that were told. */
export interface FullResult extends RaceResult {
  readonly races: readonly FoundRace[]
}

/**
 * Searches one race, and tells what it finds.
 *
 * @throws {RaceError} what is wrong with the options, the application, or what differs from run to run
 */
export async function exploreRace<App>(
  options: RaceOptions<App>,
  { knows = () => false }: ExploreRaceOptions = {},
): Promise<FullResult> {
  checkRaceOptions(options)
  const started = performance.now()
  return await withLab(options, async (lab) => {
    const exploration = withUnsplit(await explore(lab, searchOptions(options)), lab.unsplit.size)
    const first = exploration.found
    const races: FoundRace[] = first === null ? [] : [await tell(lab, options, first, exploration)]
    const [known] = races
    if (known !== undefined && knows(known.id)) {
      races.push(...(await others(lab, options, knows, exploration)))
    }
    const found = races.find(({ id }) => !knows(id)) ?? known ?? null
    const ms = Math.round(performance.now() - started)
    return { name: nameOf(options), holds: first === null, found, races, coverage: exploration.coverage, ms }
  })
}

/** Says of what came as several statements in one string that no order between those was looked at. */
function withUnsplit(exploration: Exploration, count: number): Exploration {
  if (count === 0) return exploration
  const { coverage } = exploration
  const strings = count === 1 ? '1 string of several statements' : `${count} strings of several statements`
  const sentence = `${coverage.sentence}, ${strings} not taken apart`
  return { ...exploration, coverage: { ...coverage, sentence } }
}

/** The first race that is not known, with the known ones that came before it. */
async function others<App>(
  lab: Lab<App>,
  options: RaceOptions<App>,
  knows: (id: string) => boolean,
  { found }: Exploration,
): Promise<readonly FoundRace[]> {
  const all = await explore(lab, { ...searchOptions(options), stopAtFirst: false })
  const told = new Map<string, FoundRace>()
  // Most failures are one race in another order: what looks alike is made small and replayed once.
  const seen = new Set(found === null ? [] : [await looksOf(lab, found)])
  for (const failure of all.failures) {
    const looks = await looksOf(lab, failure)
    if (seen.has(looks)) continue
    seen.add(looks)
    const race = await tell(lab, options, failure, all)
    told.set(race.id, race)
    if (!knows(race.id) || told.size === MOST_TOLD) break
  }
  return [...told.values()]
}

async function looksOf<App>({ actors }: Lab<App>, { kind, run }: Counterexample): Promise<string> {
  return identify('', kind, await tellStory(run, { actors }), run)
}

/** Random orders beyond the budget may take half as long again, so that the whole keeps within a test's time. */
function searchOptions<App>({
  bound = 2,
  budget = {},
  walks = WALKS,
  seed = 1,
  crossCheck = false,
  isReduced = true,
  onProgress,
}: RaceOptions<App>): ExploreOptions {
  const { schedules = SCHEDULES, ms = BUDGET_MS } = budget
  const walking = new AbortController()
  let walksSince: number | null = null
  return {
    bound,
    schedules,
    ms,
    walks,
    seed,
    crossCheck,
    isReduced,
    signal: walking.signal,
    onProgress: (progress) => {
      onProgress?.(progress)
      if (progress.phase !== 'walks') return
      walksSince ??= performance.now()
      if (performance.now() - walksSince >= ms / 2) walking.abort()
    },
  }
}

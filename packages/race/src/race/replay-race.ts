import { checkRaceOptions } from '../config/check-options.ts'
import { nameOf } from '../config/name-of.ts'
import type { RaceOptions } from '../config/options.ts'
import { tellStory, tryIsolationLevels, writePage } from '../report/index.ts'
import { replay } from '../replay/replay.ts'
import { withLab } from './with-lab.ts'
import { pagePath } from './page-path.ts'
import type { ReplayResult } from './result.ts'

/**
 * Runs one order of a race, and tells it where it fails.
 *
 * @throws {RaceError} `BAD_SCHEDULE` where the text is no schedule; `DIVERGED` where a step is not the recorded one
 */
export async function replayRace<App>(options: RaceOptions<App>, schedule: string): Promise<ReplayResult> {
  checkRaceOptions(options)
  const name = nameOf(options)
  return await withLab(options, async (lab) => {
    const run = await replay(lab, schedule)
    if (run.verdict.holds) return { name, holds: true, story: null, page: null }
    const isolation = options.explain === false ? [] : await tryIsolationLevels(lab, run)
    const story = await tellStory(run, { name, actors: lab.actors, schedule, isolation })
    const page = pagePath(options.reportTo, name)
    if (page !== null) await writePage(story, page)
    return { name, holds: false, story, page }
  })
}

import { printStory } from '../report/index.ts'
import { replayRace } from '../race/replay-race.ts'
import { type Command, UsageError } from './command.ts'
import { EXIT } from './exit-codes.ts'
import { REPLAY_HELP } from './help.ts'
import { toJson } from './json.ts'
import { readParameters } from './parameters.ts'
import { chosenRaces, raceParameters } from './race-parameters.ts'

export const replayCommand: Command = {
  help: REPLAY_HELP,
  async run(typed, out) {
    const { values, words } = readParameters(typed, raceParameters, 2)
    const [schedule, file] = words
    if (schedule === undefined) throw new UsageError('The schedule is missing.')
    const { races } = await chosenRaces(file, values)
    const [race, another] = races
    if (race === undefined || another !== undefined) {
      throw new UsageError(`Which race? Name it by --only: ${races.map(({ name }) => name).join(', ')}.`)
    }
    const result = await replayRace(race, schedule)
    const { name, story, page } = result
    const exitCode = story === null ? EXIT.holds : EXIT.found
    if (values.json === true) out.print(toJson({ version: 1, exitCode, schedule, ...result }))
    else if (story === null) out.print(`${name}: holds in this order`)
    else out.print(printStory(story, { color: out.color, ...(page === null ? {} : { page }) }))
    return exitCode
  },
}

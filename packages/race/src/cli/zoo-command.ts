import { printZoo } from '../zoo/print-zoo.ts'
import { runZoo } from '../zoo/run-zoo.ts'
import { scenarios } from '../zoo/scenarios.ts'
import { type Command, UsageError } from './command.ts'
import { EXIT } from './exit-codes.ts'
import { ZOO_HELP } from './help.ts'
import { toJson } from './json.ts'
import { readParameters } from './parameters.ts'

export const zooCommand: Command = {
  help: ZOO_HELP,
  async run(typed, out) {
    const options = { json: { type: 'boolean' }, database: { type: 'string' } } as const
    const { values, words } = readParameters(typed, options, Infinity)
    const { json = false, database } = values
    const unknown = words.find((word) => !scenarios.some(({ name }) => name === word))
    if (unknown !== undefined) {
      const names = scenarios.map(({ name }) => name).join(', ')
      throw new UsageError(
        `There is no scenario ${JSON.stringify(unknown.slice(0, 60))}: there are ${names}.`,
      )
    }
    const rows = await runZoo({
      only: words,
      ...(database === undefined ? {} : { database }),
      onRow: ({ scenario, variant, outcome }) =>
        out.progress.update(`${scenario}: its ${variant} is ${outcome}`),
    })
    out.progress.end()
    out.print(json ? toJson(rows) : printZoo(rows))
    return rows.every(({ isAsExpected }) => isAsExpected) ? EXIT.holds : EXIT.found
  },
}

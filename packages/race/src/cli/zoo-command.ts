import { printZoo } from '../zoo/print-zoo.ts'
import { runZoo } from '../zoo/run-zoo.ts'
import type { Command } from './command.ts'
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

import type { Command } from './command.ts'
import { EXIT } from './exit-codes.ts'
import { ZOO_HELP } from './help.ts'
import { readParameters } from './parameters.ts'

export const zooCommand: Command = {
  help: ZOO_HELP,
  async run(typed, out) {
    readParameters(typed, { json: { type: 'boolean' } }, Infinity)
    out.say('The zoo is not open yet.')
    return await Promise.resolve(EXIT.broken)
  },
}

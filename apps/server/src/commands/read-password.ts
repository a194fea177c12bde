import { createInterface } from 'node:readline'
import { Writable } from 'node:stream'
import { UsageError } from './command.ts'

/**
 * A password from the environment, from a terminal without showing it, or the first line of standard input.
 *
 * @throws {UsageError} when it is missing, shorter than 8 or longer than 128 characters
 */
export async function readPassword(fromEnvironment: string | undefined): Promise<string> {
  const given = fromEnvironment === undefined || fromEnvironment === '' ? await firstLine() : fromEnvironment
  if (given.length >= 8 && given.length <= 128) return given
  throw new UsageError(`The password: expected 8 to 128 characters, got ${given.length} of them.`)
}

async function firstLine(): Promise<string> {
  const { stdin } = process
  const isTerminal = stdin.isTTY
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })
  // From here on the terminal shows nothing of what is typed; only then is it asked for.
  const lines = createInterface({ input: stdin, output: nowhere, terminal: isTerminal })
  if (isTerminal) process.stderr.write('Password (8 to 128 characters, not shown): ')
  // Ctrl-C reaches readline instead of the process, because it reads the terminal's keys one by one.
  lines.once('SIGINT', () => process.exit(130))
  try {
    for await (const line of lines) return line
    return ''
  } finally {
    lines.close()
    if (isTerminal) process.stderr.write('\n')
  }
}

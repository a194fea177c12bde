import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { checkConfig } from './check.ts'
import { DEFAULT_CONFIG } from './defaults.ts'
import type { Config } from './schema.ts'
import { SetUpError } from './set-up-error.ts'

export const DEFAULT_FILE = 'daylatch.config.json'

/**
 * Reads the configuration file.
 *
 * @param named the file that was asked for; without one `daylatch.config.json` in the working folder is read if it is there
 * @throws {SetUpError} with every mistake, each with its path and what is allowed
 */
export async function loadConfig(named: string | undefined): Promise<Config> {
  const path = resolve(named ?? DEFAULT_FILE)
  const bytes = await read(path, named !== undefined)
  if (bytes === undefined) return DEFAULT_CONFIG
  const checked = checkConfig(parse(path, decode(path, bytes)))
  if ('config' in checked) return checked.config
  const list = checked.mistakes.map((mistake) => `  ${mistake}`).join('\n')
  throw new SetUpError(`The configuration file ${path} has mistakes:\n${list}\nCorrect them and start again.`)
}

async function read(path: string, isNamed: boolean): Promise<Buffer | undefined> {
  try {
    return await readFile(path)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' && !isNamed) return undefined
    const reason = code === 'ENOENT' ? 'is not there' : `cannot be read (${code ?? String(error)})`
    throw new SetUpError(
      `The configuration file ${path} ${reason}. Correct DAYLATCH_CONFIG, or unset it to use the defaults.`,
      undefined,
      { cause: error },
    )
  }
}

function decode(path: string, bytes: Buffer): string {
  const isUtf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)
  try {
    // Takes a byte order mark away, refuses anything that is not UTF-8.
    if (!isUtf16) return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
  }
  const found = isUtf16 ? 'is UTF-16' : 'is not UTF-8'
  throw new SetUpError(`The configuration file ${path} ${found}. Save it as UTF-8 and start again.`)
}

function parse(path: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    const at = /at position (\d+)/.exec(reason)?.[1]
    const where = at === undefined ? '' : ` (${lineAndColumn(text, Number(at))})`
    const cause = reason.split(/ in JSON| at position/, 1)[0] ?? reason
    throw new SetUpError(
      `The configuration file ${path} is not valid JSON: ${cause}${where}. Correct it and start again.`,
      undefined,
      { cause: error },
    )
  }
}

function lineAndColumn(text: string, position: number): string {
  const lines = text.slice(0, position).split('\n')
  return `line ${lines.length}, column ${(lines.at(-1)?.length ?? 0) + 1}`
}

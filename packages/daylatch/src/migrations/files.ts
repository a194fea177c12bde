import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { badOption } from '../errors.ts'

/** One numbered, forward-only step: `0001_words.sql`. Never edited once released. */
export interface Migration {
  readonly version: number
  readonly name: string
  readonly text: string
  /** SHA-256 of the text, so that an edit of a step that has run is noticed. */
  readonly digest: string
}

const FILE = /^(\d{4})_([a-z0-9_]+)\.sql$/

/**
 * Reads the steps of a folder in the order of their numbers.
 *
 * @throws {DaylatchError} BAD_OPTION when a name is out of form or the numbers are not 1, 2, 3 …
 */
export async function readMigrations(folder: URL): Promise<readonly Migration[]> {
  const names = (await readdir(folder)).filter((name) => /^\d.*\.sql$/.test(name)).toSorted()
  return await Promise.all(names.map(async (name, index) => await readMigration(folder, name, index + 1)))
}

async function readMigration(folder: URL, file: string, expected: number): Promise<Migration> {
  const [, number, name] = FILE.exec(file) ?? []
  if (name === undefined || Number(number) !== expected) {
    throw badOption('folder', `to hold ${String(expected).padStart(4, '0')}_words.sql at this place`, file)
  }
  const text = await readFile(new URL(file, folder), 'utf8')
  return { version: expected, name, text, digest: createHash('sha256').update(text).digest('hex') }
}

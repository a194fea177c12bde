import { existsSync } from 'node:fs'
import { readFile, rename, writeFile } from 'node:fs/promises'
import { RaceError } from '../errors.ts'

/** A race that is known and, for the time being, put up with. */
export interface KnownRace {
  /** As the lab identifies it. */
  readonly id: string
  /** Name of the race that it was found in. */
  readonly race: string
  /** The shape, and what happens: for whoever reads the file; nothing compares them. */
  readonly anomaly: string
  readonly sentence: string
  /** Why it is put up with, by whom, until when. Kept when the file is written again. */
  readonly note?: string
}

/** The version of the file's form. */
const VERSION = 1

/**
 * Reads the file of known races. One that is not there knows none.
 *
 * @throws {RaceError} `BAD_BASELINE`
 */
export async function readBaseline(file: string): Promise<readonly KnownRace[]> {
  if (!existsSync(file)) return []
  const bad = (expected: string): RaceError =>
    new RaceError(
      'BAD_BASELINE',
      `Expected ${file} to ${expected}. Write it by \`race explore --update-baseline\`.`,
    )
  const content = parse(await readFile(file, 'utf8'))
  if (typeof content !== 'object' || content === null) throw bad('be JSON')
  if (Reflect.get(content, 'version') !== VERSION) throw bad(`have "version": ${VERSION}`)
  const known: unknown = Reflect.get(content, 'known')
  if (!Array.isArray(known) || !known.every(isKnownRace)) {
    throw bad('have a list "known" of objects with "id", "race", "anomaly" and "sentence"')
  }
  return known
}

/** Writes the file as a whole, sorted, so that two branches that add races seldom meet. */
export async function writeBaseline(file: string, known: readonly KnownRace[]): Promise<void> {
  const sorted = known.toSorted((a, b) => compare(a.race, b.race) || compare(a.id, b.id))
  const unfinished = `${file}.new`
  await writeFile(unfinished, `${JSON.stringify({ version: VERSION, known: sorted }, null, 2)}\n`)
  await rename(unfinished, file)
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

function isKnownRace(value: unknown): value is KnownRace {
  if (typeof value !== 'object' || value === null) return false
  const texts = ['id', 'race', 'anomaly', 'sentence'].every(
    (field) => typeof Reflect.get(value, field) === 'string',
  )
  return texts && ['string', 'undefined'].includes(typeof Reflect.get(value, 'note'))
}

/** By code units: the same order on every machine, whatever its language. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

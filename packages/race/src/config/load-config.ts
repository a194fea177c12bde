import { existsSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { RaceError } from '../errors.ts'
import { checkRaceOptions } from './check-options.ts'
import { nameOf } from './name-of.ts'
import type { RaceOptions } from './options.ts'
import { readTypeScript } from './typescript.ts'

/** Names that are looked for where none is given. */
const defaultFiles = ['race.config.ts', 'race.config.mts', 'race.config.mjs', 'race.config.js']

/** A configuration file, read. */
export interface LoadedConfig {
  /** Its whole path. */
  readonly file: string
  /** At least one, each with a name of its own. */
  readonly races: readonly (RaceOptions<unknown> & { readonly name: string })[]
}

/**
 * Reads the races of a file: its default export is one or an array of them. Commands of applications and actors run in the
 * file's folder where they name none.
 *
 * @throws {RaceError} `BAD_CONFIG`, `BAD_OPTION`
 */
export async function loadConfig(given: string | undefined, folder: string): Promise<LoadedConfig> {
  const file = find(given, folder)
  const exported = await importDefault(file)
  const list: readonly unknown[] = Array.isArray(exported) ? exported : [exported]
  if (list.length === 0 || list.some((each) => typeof each !== 'object' || each === null)) {
    throw new RaceError(
      'BAD_CONFIG',
      `Expected the default export of ${file} to be a race or an array of races, got ${exported === undefined ? 'none' : typeof exported}`,
    )
  }
  const races = list.map((each) => inFolder(each as RaceOptions<unknown>, dirname(file)))
  const names = races.map(({ name }) => name)
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) {
    throw new RaceError(
      'BAD_CONFIG',
      `Expected each race of ${file} to have a \`name\` of its own, got two \`${twice}\``,
    )
  }
  return { file, races }
}

function find(given: string | undefined, folder: string): string {
  const names = given === undefined ? defaultFiles : [given]
  const file = names.map((name) => resolve(folder, name)).find((path) => existsSync(path))
  if (file !== undefined) return file
  const wanted = given ?? defaultFiles.join(', ')
  throw new RaceError('BAD_CONFIG', `There is no ${wanted} in ${folder}: name a file that exports a race`)
}

async function importDefault(file: string): Promise<unknown> {
  if (/\.m?ts$/.test(file)) await readTypeScript(file)
  try {
    return ((await import(pathToFileURL(file).href)) as { readonly default?: unknown }).default
  } catch (cause) {
    if (cause instanceof RaceError) throw cause
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new RaceError('BAD_CONFIG', `${file} cannot be read: ${reason}`, { cause })
  }
}

function inFolder(
  options: RaceOptions<unknown>,
  folder: string,
): RaceOptions<unknown> & { readonly name: string } {
  checkRaceOptions(options)
  const { application } = options
  const settled = {
    ...options,
    name: nameOf(options),
    actors: options.actors.map((actor) =>
      typeof actor === 'object' && actor.kind === 'command' ? { ...actor, cwd: actor.cwd ?? folder } : actor,
    ),
  }
  if (typeof application !== 'object') return settled
  return { ...settled, application: { ...application, cwd: resolve(folder, application.cwd ?? '.') } }
}

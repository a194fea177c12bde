import { loadConfig, type LoadedConfig } from '../config/load-config.ts'
import type { RaceOptions } from '../config/options.ts'
import { UsageError } from './command.ts'

/** Options that every command about a file of races has. */
export const raceParameters = {
  only: { type: 'string', multiple: true },
  database: { type: 'string' },
  report: { type: 'string' },
  'no-report': { type: 'boolean' },
  json: { type: 'boolean' },
} as const

/** The same, as they were read. */
export interface RaceParameters {
  readonly only?: readonly string[] | undefined
  readonly database?: string | undefined
  readonly report?: string | undefined
  readonly 'no-report'?: boolean | undefined
}

/** Reads the file, takes the races that were asked for, and gives them what was typed. @throws {UsageError} */
export async function chosenRaces(file: string | undefined, typed: RaceParameters): Promise<LoadedConfig> {
  const config = await loadConfig(file, process.cwd())
  const only = typed.only ?? []
  const names = config.races.map(({ name }) => name)
  const missing = only.find((name) => !names.includes(name))
  if (missing !== undefined) {
    throw new UsageError(`There is no race \`${missing}\` in ${config.file}: it has ${names.join(', ')}.`)
  }
  const races = config.races
    .filter(({ name }) => only.length === 0 || only.includes(name))
    .map((race) => ({ ...race, ...asTyped(typed) }))
  return { ...config, races }
}

function asTyped({ database, report, 'no-report': noReport }: RaceParameters): Partial<RaceOptions<unknown>> {
  return {
    ...(database === undefined ? {} : { database }),
    ...(report === undefined ? {} : { reportTo: report }),
    ...(noReport === true ? { reportTo: false as const } : {}),
  }
}

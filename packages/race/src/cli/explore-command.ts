import { dirname, join } from 'node:path'
import { readBaseline, writeBaseline } from '../baseline/baseline.ts'
import { compareWith, nextBaseline } from '../baseline/compare.ts'
import type { RaceOptions } from '../config/options.ts'
import type { Bound } from '../search/exploration.ts'
import type { SearchProgress } from '../search/options.ts'
import { exploreRace } from '../race/explore-race.ts'
import { annotationLine } from './annotations.ts'
import { type Command, type Output, UsageError } from './command.ts'
import { EXPLORE_HELP } from './help.ts'
import { toJson } from './json.ts'
import { readCount, readParameters } from './parameters.ts'
import { chosenRaces, raceParameters } from './race-parameters.ts'
import { annotationsOf, exitCodeOf, type Explored, printed } from './explored.ts'

/** Longer than a test's: nobody's runner ends a command after five seconds. */
const BUDGET_MS = 20_000

export const exploreCommand: Command = {
  help: EXPLORE_HELP,
  async run(typed, out) {
    const { values, words } = readParameters(typed, parameters, 1)
    const config = await chosenRaces(words[0], values)
    const baselineFile = values.baseline ?? join(dirname(config.file), 'race-baseline.json')
    const baseline = await readBaseline(baselineFile)
    const explored: Explored[] = []
    for (const race of config.races) {
      const ids = new Set(baseline.filter((known) => known.race === race.name).map(({ id }) => id))
      const result = await exploreRace(
        {
          ...race,
          ...limits(race, values),
          onProgress: (now) => out.progress.update(progressLine(race.name, now)),
        },
        { knows: (id) => ids.has(id) },
      ).finally(() => out.progress.end())
      const one = { result, ...compareWith(baseline, race.name, result.races) }
      explored.push(one)
      if (values.json !== true) out.print(printed(one, out.color))
    }
    const isUpdated = values['update-baseline'] === true
    if (isUpdated) {
      await writeBaseline(baselineFile, nextBaseline(baseline, racesOf(explored)))
      out.say(`Known races are in ${baselineFile} now.`)
    }
    annotate(explored, config.file, values, out)
    const exitCode = exitCodeOf(explored, isUpdated)
    if (values.json === true)
      out.print(toJson({ version: 1, file: config.file, exitCode, races: explored.map(plain) }))
    return exitCode
  },
}

const parameters = {
  ...raceParameters,
  bound: { type: 'string' },
  schedules: { type: 'string' },
  ms: { type: 'string' },
  seed: { type: 'string' },
  'cross-check': { type: 'boolean' },
  baseline: { type: 'string' },
  'update-baseline': { type: 'boolean' },
  annotate: { type: 'boolean' },
} as const

type Values = ReturnType<typeof readParameters<typeof parameters>>['values']

/** What was typed wins over the file, the file over the command's defaults. */
function limits(race: RaceOptions<unknown>, values: Values): Partial<RaceOptions<unknown>> {
  const schedules = readCount('--schedules', values.schedules) ?? race.budget?.schedules
  const ms = readCount('--ms', values.ms) ?? race.budget?.ms ?? BUDGET_MS
  const seed = readCount('--seed', values.seed) ?? race.seed
  const bound = readBound(values.bound) ?? race.bound
  return {
    budget: { ms, ...(schedules === undefined ? {} : { schedules }) },
    ...(seed === undefined ? {} : { seed }),
    ...(bound === undefined ? {} : { bound }),
    ...(values['cross-check'] === true ? { crossCheck: true } : {}),
  }
}

function readBound(text: string | undefined): Bound | undefined {
  if (text === 'unbounded') return text
  try {
    return readCount('--bound', text)
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    throw new UsageError(
      `Expected \`--bound\` to be a whole number >= 0 or \`unbounded\`, got \`${text ?? ''}\`.`,
    )
  }
}

function progressLine(name: string, { executions, phase, bound }: SearchProgress): string {
  const where = bound === null ? phase : bound === 'unbounded' ? 'all orders' : `at most ${bound} preemptions`
  return `${name}: ${executions} executions, ${where}`
}

function racesOf(explored: readonly Explored[]): Map<string, Explored['result']['races']> {
  return new Map(explored.map(({ result }) => [result.name, result.races]))
}

function annotate(explored: readonly Explored[], file: string, values: Values, out: Output): void {
  const isWanted = values.annotate ?? (process.env['GITHUB_ACTIONS'] ?? '') !== ''
  if (!isWanted) return
  const root = process.env['GITHUB_WORKSPACE'] ?? process.cwd()
  for (const annotation of explored.flatMap((one) => annotationsOf(one, file))) {
    // With --json standard output is the program's that reads it; GitHub reads both streams.
    const line = annotationLine(annotation, root)
    if (values.json === true) out.say(line)
    else out.print(line)
  }
}

function plain({ result, fresh, known, gone }: Explored): unknown {
  const { races: _, ...rest } = result
  return { ...rest, fresh, known, gone }
}

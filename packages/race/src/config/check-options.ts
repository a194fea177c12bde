import { badOption } from '../errors.ts'
import type { RaceOptions } from './options.ts'

/** What may stand in a race, so that a word that is misspelt is no silent default. */
const known: ReadonlySet<string> = new Set<keyof RaceOptions>([
  'actors',
  'application',
  'bound',
  'budget',
  'close',
  'crossCheck',
  'database',
  'explain',
  'gateways',
  'giveUpAfterMs',
  'invariant',
  'isReduced',
  'name',
  'onProgress',
  'parkAfterMs',
  'port',
  'reportTo',
  'reset',
  'seed',
  'setUp',
  'strangers',
  'tls',
  'walks',
])

/**
 * Looks at all of a race's options at the door, before anything is started.
 *
 * @throws {RaceError} `BAD_OPTION`, with the option's name, what it has to be, and what it was
 */
export function checkRaceOptions<App>(options: RaceOptions<App>): void {
  if (!isObject(options)) throw badOption('options', 'an object', options)
  for (const name of Object.keys(options)) {
    if (!known.has(name)) throw badOption('options', `made of ${[...known].join(', ')}`, name)
  }
  const { name, actors, invariant, setUp, reset, close, reportTo, strangers, explain } = options
  checkActors(actors)
  ensure('name', 'a text', name, isText)
  ensure('database', 'the address of a PostgreSQL server', options.database, isText)
  ensure('invariant', 'SQL or a function', invariant ?? null, isTextOrFunction)
  ensure('setUp', 'SQL or a function', setUp, isTextOrFunction)
  ensure('reset', "'restore', false or a function", reset, (value) =>
    typeof value === 'function' ? true : value === 'restore' || value === false,
  )
  ensure('close', 'a function', close, (value) => typeof value === 'function')
  ensure('explain', 'true or false', explain, (value) => typeof value === 'boolean')
  ensure('crossCheck', 'true or false', options.crossCheck, (value) => typeof value === 'boolean')
  ensure('isReduced', 'true or false', options.isReduced, (value) => typeof value === 'boolean')
  ensure('tls', 'true or false', options.tls, (value) => typeof value === 'boolean')
  ensure('reportTo', 'a folder or false', reportTo, (value) => value === false || isText(value))
  ensure('strangers', "'pass' or 'hold'", strangers, (value) => value === 'pass' || value === 'hold')
  checkApplication(options.application)
  checkGateways(options.gateways)
  checkNumbers(options)
}

function checkActors(actors: unknown): void {
  if (!Array.isArray(actors) || actors.length === 0) throw badOption('actors', 'at least one actor', actors)
  actors.forEach((actor: unknown, index) => {
    const isActor =
      typeof actor === 'function' ||
      (isObject(actor) && ['function', 'http', 'command'].includes(String(Reflect.get(actor, 'kind'))))
    if (!isActor) {
      throw badOption(`actors[${index}]`, 'a function, or made by actor(), http() or command()', actor)
    }
  })
}

function checkApplication(application: unknown): void {
  if (application === undefined || typeof application === 'function') return
  const expected = 'a function that gets the address of the database, or { command, … }'
  if (!isObject(application)) throw badOption('application', expected, application)
  for (const field of ['command', 'cwd', 'ready', 'url']) {
    ensure(`application.${field}`, 'a text', Reflect.get(application, field), isText)
  }
}

function checkGateways(gateways: unknown): void {
  if (gateways === undefined) return
  if (!isObject(gateways)) throw badOption('gateways', 'an object of functions', gateways)
  for (const [name, gateway] of Object.entries(gateways)) {
    ensure(`gateways.${name}`, 'a function', gateway ?? null, (value) => typeof value === 'function')
  }
}

function checkNumbers<App>({ bound, budget = {}, ...options }: RaceOptions<App>): void {
  ensure(
    'bound',
    "a whole number >= 0 or 'unbounded'",
    bound,
    (value) => value === 'unbounded' || isCount(value),
  )
  if (!isObject(budget)) throw badOption('budget', 'an object with `schedules` and `ms`', budget)
  const counts = {
    'budget.schedules': budget.schedules,
    'budget.ms': budget.ms,
    walks: options.walks,
    seed: options.seed,
    port: options.port,
    parkAfterMs: options.parkAfterMs,
    giveUpAfterMs: options.giveUpAfterMs,
  }
  for (const [name, value] of Object.entries(counts)) ensure(name, 'a whole number >= 0', value, isCount)
}

function ensure(name: string, expected: string, value: unknown, fits: (value: unknown) => boolean): void {
  if (value !== undefined && !fits(value)) throw badOption(name, expected, value)
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value.trim() !== ''
}

function isTextOrFunction(value: unknown): boolean {
  return typeof value === 'function' || isText(value)
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) >= 0
}

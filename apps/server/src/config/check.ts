import { day, DaylatchError } from 'daylatch'
import type { TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import { ruleOf } from '../actions/rules.ts'
import { DEFAULT_CONFIG } from './defaults.ts'
import { LATER_KINDS } from './gateway-schemas.ts'
import { type Config, ConfigSchema } from './schema.ts'

const LONGEST_SHOWN = 80

/** The configuration, or every mistake in it as a sentence that names the path and what is allowed there. */
export type CheckedConfig = { readonly config: Config } | { readonly mistakes: readonly string[] }

/** Fills what is left out with the defaults, and checks the rest. */
export function checkConfig(given: unknown): CheckedConfig {
  const filled = withDefaults(DEFAULT_CONFIG, given)
  const mistakes = mistakesIn(ConfigSchema, filled, '')
  if (mistakes.length > 0) return { mistakes }
  const config = filled as Config
  const others = [
    ...zoneMistakes(config),
    ...actionMistakes(config),
    ...checkInMistakes(config),
    ...gatewayMistakes(config),
  ]
  return others.length > 0 ? { mistakes: others } : { config }
}

function withDefaults(defaults: unknown, given: unknown): unknown {
  if (given === undefined) return defaults
  if (!isPlainObject(defaults) || !isPlainObject(given)) return given
  const keys = new Set([...Object.keys(defaults), ...Object.keys(given)])
  // Not by assignment: a key `__proto__` in the file must stay an unknown key.
  return Object.fromEntries(
    [...keys].map((key) => {
      const value = Object.hasOwn(given, key) ? given[key] : undefined
      // Which gateways there are is one decision: naming some means not having the default one.
      const isWhole = key === 'gateways' && value !== undefined
      return [key, isWhole ? value : withDefaults(defaults[key], value)]
    }),
  )
}

/** What is read of a schema; `expected` is our annotation. */
interface Described {
  readonly type?: unknown
  readonly properties?: Readonly<Record<string, TSchema>>
  readonly patternProperties?: Readonly<Record<string, TSchema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: unknown
  readonly expected?: string
  /** What is there is not shown. */
  readonly hidden?: boolean
  /** One schema for each value of `kind`. */
  readonly byKind?: Readonly<Record<string, TSchema>>
}

function mistakesIn(schema: TSchema, value: unknown, path: string): string[] {
  const described = schema as Described
  const { properties, patternProperties, required = [], expected = 'another value' } = described
  if (patternProperties !== undefined && isPlainObject(value)) {
    return Object.entries(patternProperties).flatMap(([pattern, inner]) =>
      Object.entries(value).flatMap(([key, one]) =>
        new RegExp(pattern, 'u').test(key)
          ? mistakesIn(inner, one, join(path, key.slice(0, LONGEST_SHOWN)))
          : [`${join(path, key.slice(0, LONGEST_SHOWN))}: not a name here, expected ${expected}`],
      ),
    )
  }
  if (described.byKind !== undefined && isPlainObject(value))
    return kindMistakes(described.byKind, value, path)
  if (properties === undefined) {
    const got = described.hidden === true ? '' : `, got ${shown(value)}`
    return Compile(schema).Check(value) ? [] : [`${path}: expected ${expected}${got}`]
  }
  if (!isPlainObject(value))
    return [`${path === '' ? 'the file' : path}: expected an object, got ${shown(value)}`]
  const known = Object.keys(properties)
  const isClosed = described.additionalProperties === false
  const unknown = isClosed ? Object.keys(value).filter((key) => !known.includes(key)) : []
  return [
    ...unknown.map(
      (key) => `${join(path, key.slice(0, LONGEST_SHOWN))}: unknown key, expected one of ${known.join(', ')}`,
    ),
    ...known.flatMap((key) => {
      const inner = properties[key]
      return inner === undefined || (value[key] === undefined && !required.includes(key))
        ? []
        : mistakesIn(inner, value[key], join(path, key))
    }),
  ]
}

function kindMistakes(
  byKind: Readonly<Record<string, TSchema>>,
  value: Record<string, unknown>,
  path: string,
): string[] {
  const { kind } = value
  const schema = typeof kind === 'string' && Object.hasOwn(byKind, kind) ? byKind[kind] : undefined
  if (schema !== undefined) return mistakesIn(schema, value, path)
  const known = Object.keys(byKind).map((name) => `"${name}"`)
  const isLater = typeof kind === 'string' && LATER_KINDS.includes(kind)
  const why = isLater ? 'this version does not have this kind of gateway yet; ' : ''
  return [`${path}.kind: ${why}expected one of ${known.join(', ')}, got ${shown(kind)}`]
}

function zoneMistakes({ zone }: Config): string[] {
  try {
    day({ zone })
    return []
  } catch {
    // `day` throws for this reason alone: the reset time is its default.
    return [
      `zone: expected an IANA time zone that this runtime knows, such as "Asia/Shanghai", got ${shown(zone)}`,
    ]
  }
}

/** What the schema cannot say: zones that exist, and hours that begin at a minute. */
function actionMistakes({ actions, zone }: Config): string[] {
  return Object.entries(actions).flatMap(([name, action]) => {
    try {
      ruleOf(action, zone)
      return []
    } catch (error) {
      if (!(error instanceof DaylatchError)) throw error
      return [`actions.${name}: ${error.message}`]
    }
  })
}

/** What the schema cannot say: numbers that have to fit one another. */
function checkInMistakes({ checkIn: { random, streakBonuses } }: Config): string[] {
  const days = streakBonuses.map((step) => step.days)
  const twice = days.find((day, index) => days.indexOf(day) !== index)
  return [
    ...(random !== null && random.max < random.min
      ? [`checkIn.random.max: expected at least min, ${random.min}, got ${random.max}`]
      : []),
    ...(twice === undefined ? [] : [`checkIn.streakBonuses: expected each length once, got ${twice} twice`]),
  ]
}

/** What the schema cannot say: that the gateway that is used is there, and what goes with what. */
function gatewayMistakes({ messages: { gateway, gateways } }: Config): string[] {
  const names = Object.keys(gateways)
  const used = names.includes(gateway)
    ? []
    : [
        `messages.gateway: expected the name of one of "gateways" (${names.join(', ')}), got ${shown(gateway)}`,
      ]
  const senders = Object.entries(gateways).flatMap(([name, one]) =>
    one.kind !== 'twilio' || (one.from === undefined) !== (one.messagingServiceSid === undefined)
      ? []
      : [`messages.gateways.${name}: expected either "from" or "messagingServiceSid"`],
  )
  return [...used, ...senders]
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text
}

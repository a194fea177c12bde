import { dataHome } from '@daylatch/local-postgres'
import { join } from 'node:path'
import { SetUpError } from './set-up-error.ts'
import { SIGN_UP_MODES, type SignUpMode } from './settings.ts'

export interface Environment {
  readonly host: string
  readonly port: number
  readonly databaseUrl: string | undefined
  /** Of the built-in handset. */
  readonly handsetFolder: string
  /** Where this machine remembers what it has sent. */
  readonly markerFolder: string
  readonly configFile: string | undefined
  readonly workers: number
  readonly signUp: SignUpMode
  readonly metricsToken: string | null
  /** Whether a database is accepted that acknowledges commits before they are on disk. */
  readonly acceptsUnsafeDurability: boolean
  readonly administrator: { readonly email: string; readonly password: string } | undefined
}

/** Reads the variables of docs/operating.md. An empty one counts as unset. @throws {SetUpError} */
export function readEnvironment(variables: NodeJS.ProcessEnv): Environment {
  const read = (name: string): string | undefined => {
    const value = variables[name]?.trim()
    return value === '' ? undefined : value
  }
  return {
    host: read('HOST') ?? '127.0.0.1',
    port: wholeNumber('PORT', read('PORT'), 0, 65_535, 3000),
    databaseUrl: databaseUrl(read('DATABASE_URL')),
    handsetFolder: join(dataHome(variables), 'handset'),
    markerFolder: join(dataHome(variables), 'dispatch'),
    configFile: read('DAYLATCH_CONFIG'),
    workers: wholeNumber('DAYLATCH_WORKERS', read('DAYLATCH_WORKERS'), 1, 64, 1),
    signUp: signUpMode(read('DAYLATCH_SIGN_UP')),
    metricsToken: metricsToken(read('DAYLATCH_METRICS_TOKEN')),
    acceptsUnsafeDurability: isAccepted('DAYLATCH_UNSAFE_DURABILITY', read('DAYLATCH_UNSAFE_DURABILITY')),
    administrator: administrator(read('DAYLATCH_ADMIN_EMAIL'), variables['DAYLATCH_ADMIN_PASSWORD']),
  }
}

function wholeNumber(
  name: string,
  text: string | undefined,
  least: number,
  most: number,
  preset: number,
): number {
  if (text === undefined) return preset
  const value = Number(text)
  if (!/^\d+$/.test(text) || value < least || value > most) {
    throw new SetUpError(
      `${name}: expected a whole number from ${least} to ${most}, got ${JSON.stringify(text)}`,
    )
  }
  return value
}

/** Neither is this one shown. */
function metricsToken(text: string | undefined): string | null {
  if (text === undefined || /^[\x21-\x7e]{16,200}$/.test(text)) return text ?? null
  throw new SetUpError('DAYLATCH_METRICS_TOKEN: expected 16 to 200 visible ASCII characters, or nothing')
}

/** The value is never shown: it usually holds a password. */
function databaseUrl(text: string | undefined): string | undefined {
  if (text === undefined || /^postgres(?:ql)?:\/\//.test(text)) return text
  throw new SetUpError('DATABASE_URL: expected an address such as postgresql://user@host:5432/database')
}

/** Something dangerous is accepted by a word, not by whatever happens to be set. */
function isAccepted(name: string, text: string | undefined): boolean {
  if (text === undefined || text === 'accept') return text === 'accept'
  throw new SetUpError(`${name}: expected accept, or nothing, got ${JSON.stringify(text)}`)
}

function signUpMode(text: string | undefined): SignUpMode {
  const mode = SIGN_UP_MODES.find((known) => known === (text ?? 'open'))
  if (mode !== undefined) return mode
  throw new SetUpError(
    `DAYLATCH_SIGN_UP: expected one of ${SIGN_UP_MODES.join(', ')}, got ${JSON.stringify(text)}`,
  )
}

function administrator(
  email: string | undefined,
  password: string | undefined,
): { email: string; password: string } | undefined {
  if (email === undefined && (password === undefined || password === '')) return undefined
  if (email === undefined || password === undefined || password === '') {
    throw new SetUpError(
      'DAYLATCH_ADMIN_EMAIL and DAYLATCH_ADMIN_PASSWORD: expected both or neither. Set the other one, or unset this one.',
    )
  }
  if (!/^[^\s@]+@[^\s@]+$/.test(email)) {
    throw new SetUpError(`DAYLATCH_ADMIN_EMAIL: expected an e-mail address, got ${JSON.stringify(email)}`)
  }
  if (password.length < 8 || password.length > 128) {
    throw new SetUpError(
      `DAYLATCH_ADMIN_PASSWORD: expected 8 to 128 characters, got ${password.length} of them`,
    )
  }
  return { email, password }
}

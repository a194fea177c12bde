import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { LocalPostgresError } from './errors.ts'

export interface LocalPostgresOptions {
  /**
   * Folder that holds everything of this server. Its name should say the major version.
   * @default `DAYLATCH_DATA`, else `/var/lib/daylatch` for root, else `${XDG_DATA_HOME:-~/.local/share}/daylatch`,
   * with `pg18` (the server's major version) below it
   */
  readonly dataFolder?: string
  /**
   * Server settings as `-c name=value`. A server that runs already keeps the settings it was started with.
   * @default `{}`: no TCP, 100 connections, UTC, a quarter of the memory up to 1 GB, 4 GB of log between checkpoints
   */
  readonly settings?: Readonly<Record<string, string>>
  /**
   * Whether a database that is not there is made. With `false` its absence is the error `NO_DATABASE`, and nothing is made.
   * @default true
   */
  readonly create?: boolean
  /**
   * Gets one line per step worth telling a person who waits.
   * @default nothing is said
   */
  readonly log?: (line: string) => void
}

/** Settings that decide where the server listens and lives; they are ours, or the url would not be stable. */
const reserved = new Set(['data_directory', 'unix_socket_directories', 'unix_socket_permissions'])

export function checkOptions(options: LocalPostgresOptions): void {
  const { dataFolder, settings = {}, create, log } = options
  if (dataFolder !== undefined && (typeof dataFolder !== 'string' || dataFolder.trim() === '')) {
    throw badOption('dataFolder', 'the path of a folder', dataFolder)
  }
  if (create !== undefined && typeof create !== 'boolean') throw badOption('create', 'true or false', create)
  if (log !== undefined && typeof log !== 'function') throw badOption('log', 'a function', log)
  for (const [name, value] of Object.entries(settings)) {
    if (!/^[a-z_][a-z0-9_.]*$/i.test(name) || reserved.has(name.toLowerCase())) {
      throw badOption(
        'settings',
        'names of server settings, without those for the data folder and socket',
        name,
      )
    }
    if (typeof value !== 'string' || value.includes('\0'))
      throw badOption(`settings.${name}`, 'a string', value)
  }
}

export function checkPlatform(platform: string = process.platform): void {
  if (platform !== 'win32') return
  throw new LocalPostgresError(
    'UNSUPPORTED_PLATFORM',
    'Daylatch does not start a PostgreSQL of its own on Windows. Set DATABASE_URL to a PostgreSQL of your own, or use WSL.',
  )
}

function badOption(name: string, expected: string, got: unknown): LocalPostgresError {
  return new LocalPostgresError(
    'BAD_OPTION',
    `Expected \`${name}\` to be ${expected}, got \`${String(got)}\` (${typeof got})`,
  )
}

/** The folder to use: the given one, or the default one for this user with the server's major version in its name. */
export function resolveDataFolder(given: string | undefined, major: number): string {
  if (given !== undefined) return resolve(given)
  return join(dataHome(), `pg${major}`)
}

/** The folder of everything that an application keeps on this machine, the servers' data folders among it. */
export function dataHome(environment: NodeJS.ProcessEnv = process.env): string {
  const wanted = environment['DAYLATCH_DATA']
  if (wanted) return resolve(wanted)
  // Not below /root: the server runs as `nobody`, who cannot pass a 0700 home.
  if (process.getuid?.() === 0) return '/var/lib/daylatch'
  return join(environment['XDG_DATA_HOME'] || join(homedir(), '.local', 'share'), 'daylatch')
}

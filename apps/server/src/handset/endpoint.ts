import { statSync } from 'node:fs'
import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PROTOCOL } from './protocol.ts'

/** Where a running handset is found: a file in its folder that only its user can read. */
export interface Endpoint {
  readonly protocol: number
  /** The folder's own number: a copy of the folder has another handset, although this file was copied too. */
  readonly home: string
  readonly pid: number
  readonly port: number
  /** Whoever shows it may do everything. */
  readonly token: string
}

export async function writeEndpoint(
  folder: string,
  endpoint: Omit<Endpoint, 'protocol' | 'home'>,
): Promise<void> {
  const file = fileOf(folder)
  await writeFile(
    `${file}.new`,
    `${JSON.stringify({ protocol: PROTOCOL, home: homeOf(folder), ...endpoint })}\n`,
    { mode: 0o600 },
  )
  await rename(`${file}.new`, file)
}

/** Undefined when there is none. What it names may have died since. */
export async function readEndpoint(folder: string): Promise<Endpoint | undefined> {
  try {
    const value = JSON.parse(await readFile(fileOf(folder), 'utf8')) as Partial<Endpoint>
    const { protocol, home, pid, port, token } = value
    if (typeof protocol !== 'number' || typeof pid !== 'number' || home !== homeOf(folder)) return undefined
    if (typeof port !== 'number' || typeof token !== 'string') return undefined
    return { protocol, home, pid, port, token }
  } catch (error) {
    // Cut short by a power cut: whoever wrote it is gone as well.
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

export async function removeEndpoint(folder: string): Promise<void> {
  await rm(fileOf(folder), { force: true })
}

function homeOf(folder: string): string {
  const { dev, ino } = statSync(folder, { bigint: true })
  return `${dev}:${ino}`
}

function fileOf(folder: string): string {
  return join(folder, 'endpoint.json')
}

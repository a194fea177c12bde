import { randomBytes } from 'node:crypto'
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { lookAt } from './processes.ts'

/**
 * Who uses the server: one empty file per handle, named after the process and the moment it started, so that neither a
 * crash nor a later process with the same pid keeps a server running for nobody. Call these under the starters' lock.
 */
export async function registerUser(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const name = `${process.pid}.${lookAt(process.pid).startedAt}.${randomBytes(4).toString('hex')}`
  await writeFile(join(folder, name), '', { mode: 0o600 })
  return name
}

export async function unregisterUser(folder: string, name: string): Promise<void> {
  await rm(join(folder, name), { force: true })
}

/** Removes the entries of processes that have ended, and gives those that are left. */
export async function livingUsers(folder: string): Promise<readonly string[]> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const living: string[] = []
  for (const name of await readdir(folder)) {
    if (isAlive(name)) living.push(name)
    else await unregisterUser(folder, name)
  }
  return living
}

export function isAlive(name: string): boolean {
  const [pid, startedAt] = name.split('.')
  const look = lookAt(Number(pid))
  return look.state === 'running' && look.startedAt === startedAt
}

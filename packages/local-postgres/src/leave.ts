import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { DataFolder } from './data-folder.ts'
import { runningPostmaster, stopPostmaster } from './postmaster.ts'
import { isPostgresOf } from './processes.ts'
import { isAlive, livingUsers, unregisterUser } from './users.ts'

/** Takes a user off the list and stops the server if none is left. Under the starters' lock. True when it was the last. */
export async function leave(folder: Pick<DataFolder, 'users' | 'pgdata'>, user?: string): Promise<boolean> {
  if (user !== undefined) await unregisterUser(folder.users, user)
  if ((await livingUsers(folder.users)).length > 0) return false
  const pid = await runningPostmaster(folder.pgdata)
  if (pid !== undefined) await stopPostmaster(folder.pgdata, pid)
  return true
}

/**
 * The same for a process that ends without having said so: it cannot wait, neither for the lock nor for the shutdown. A
 * newcomer who has just looked finds a server that is shutting down, waits for that, and starts it again.
 */
export function leaveInHaste(folder: Pick<DataFolder, 'users' | 'pgdata'>, user: string, pid: number): void {
  rmSync(join(folder.users, user), { force: true })
  const others = existsSync(folder.users) ? readdirSync(folder.users).filter(isAlive) : []
  if (others.length === 0 && isPostgresOf(pid, folder.pgdata)) process.kill(pid, 'SIGINT')
}

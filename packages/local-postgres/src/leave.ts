import type { DataFolder } from './data-folder.ts'
import { runningPostmaster, stopPostmaster } from './postmaster.ts'
import { livingUsers, unregisterUser } from './users.ts'

/** Takes a user off the list and stops the server if none is left. Under the starters' lock. True when it was the last. */
export async function leave(folder: Pick<DataFolder, 'users' | 'pgdata'>, user?: string): Promise<boolean> {
  if (user !== undefined) await unregisterUser(folder.users, user)
  if ((await livingUsers(folder.users)).length > 0) return false
  const pid = await runningPostmaster(folder.pgdata)
  if (pid !== undefined) await stopPostmaster(folder.pgdata, pid)
  return true
}

import { existsSync } from 'node:fs'
import { readFile, realpath, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Endpoint } from './endpoint.ts'
import { leave } from './leave.ts'
import { withStartersLock } from './starters-lock.ts'

/**
 * Stops the server of a data folder that no living process uses, and deletes the folder with all its data, and its socket
 * folder. False, and nothing is touched, while somebody uses it. For throw-away servers, such as those of tests.
 */
export async function removeLocalPostgres(dataFolder: string): Promise<boolean> {
  if (!existsSync(dataFolder)) return true
  const path = await realpath(dataFolder)
  return withStartersLock(path, async () => {
    if (!(await leave({ users: join(path, 'users'), pgdata: join(path, 'pgdata') }))) return false
    const endpointFile = join(path, 'endpoint.json')
    if (existsSync(endpointFile)) {
      const { socketFolder, home } = JSON.parse(await readFile(endpointFile, 'utf8')) as Endpoint
      if (home === path) await rm(socketFolder, { recursive: true, force: true })
    }
    await rm(path, { recursive: true, force: true })
    return true
  })
}

import { type LocalPostgres, startLocalPostgres } from '@daylatch/local-postgres'
import type { Environment } from '../config/environment.ts'
import { connectionsNeeded } from './pools.ts'

export interface OpenDatabase {
  readonly url: string
  /** The server that this process started or joined; `undefined` for one of the operator's own. */
  readonly local: LocalPostgres | undefined
  /** Leaves the local server, and shuts it down when nobody else uses it. */
  stop(): Promise<void>
}

/**
 * The database that the environment names, or the embedded one: started, or joined where it runs already.
 *
 * @param create whether an embedded database that is not there is made; else that is an error
 */
export async function openDatabase(
  environment: Environment,
  { log, create }: { readonly log: (line: string) => void; readonly create: boolean },
): Promise<OpenDatabase> {
  const { databaseUrl, workers } = environment
  if (databaseUrl !== undefined) {
    return { url: databaseUrl, local: undefined, stop: async () => Promise.resolve() }
  }
  const local = await startLocalPostgres({
    settings: { max_connections: String(connectionsNeeded(workers)) },
    create,
    log,
  })
  return { url: local.url, local, stop: async () => await local.stop() }
}

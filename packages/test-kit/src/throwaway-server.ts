import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type LocalPostgres, removeLocalPostgres, startLocalPostgres } from '@daylatch/local-postgres'

/** A server in a temporary folder: for a run, or for a test that changes settings of the whole server. */
export interface ThrowawayServer {
  readonly url: string
  readonly postgres: LocalPostgres
  /** Stops it and deletes the folder. */
  stop(): Promise<void>
}

/** Starts one. It is as durable as a real one: tests that kill it ask what is left on disk. */
export async function startThrowawayServer(
  options: { readonly settings?: Readonly<Record<string, string>>; readonly prefix?: string } = {},
): Promise<ThrowawayServer> {
  const { settings = {}, prefix = 'throwaway-' } = options
  const dataFolder = await mkdtemp(join(tmpdir(), prefix))
  const postgres = await startLocalPostgres({
    dataFolder,
    // Many run at a time, and each database that is dropped is looked for in all of it.
    settings: { shared_buffers: '256MB', ...settings },
  })
  return {
    url: postgres.url,
    postgres,
    stop: async () => {
      await postgres.stop()
      await removeLocalPostgres(postgres.dataFolder)
    },
  }
}

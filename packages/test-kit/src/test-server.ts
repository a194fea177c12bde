import { readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { LocalPostgresError, removeLocalPostgres } from '@daylatch/local-postgres'
import { startThrowawayServer } from './throwaway-server.ts'

export interface TestServer {
  readonly url: string
  stop(): Promise<void>
}

const prefix = 'daylatch-test-'

/**
 * Starts the server of a test run in a temporary folder, deleted at the end. Servers of earlier runs that were killed are
 * stopped and deleted first.
 */
export async function startTestServer(): Promise<TestServer> {
  const given = process.env['TEST_DATABASE_URL']
  if (given) return { url: given, stop: async () => undefined }
  await removeAbandoned()
  return await startThrowawayServer({
    prefix: `${prefix}${process.pid}-`,
    settings: { max_connections: '300', max_prepared_transactions: '10' },
  })
}

async function removeAbandoned(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    if (!name.startsWith(prefix) || isAlive(Number(name.slice(prefix.length).split('-')[0]))) continue
    try {
      await removeLocalPostgres(join(tmpdir(), name))
    } catch (error) {
      // Another user's, or one that will not stop: not ours to insist, and no reason to run no tests.
      console.warn(`Left ${name} alone: ${error instanceof LocalPostgresError ? error.code : String(error)}`)
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

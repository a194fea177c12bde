import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { LocalPostgresError, removeLocalPostgres, startLocalPostgres } from '@daylatch/local-postgres'
import type { LocalPostgres } from '@daylatch/local-postgres'

/** A laboratory's data outlive nothing, so the server may skip all that a power cut would need. */
const settings = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  autovacuum: 'off',
  max_connections: '200',
}

let started: Promise<LocalPostgres> | undefined

/**
 * The lab's own server, in the temporary folder; one for all labs of this user on this machine. It is left when the process
 * ends, and the last one to leave stops it.
 */
export async function ownServer(): Promise<string> {
  started ??= start()
  try {
    return (await started).url
  } catch (error) {
    started = undefined
    throw error
  }
}

async function start(): Promise<LocalPostgres> {
  const dataFolder = join(tmpdir(), `daylatch-race-${process.getuid?.() ?? 'user'}`)
  try {
    return await startLocalPostgres({ dataFolder, settings })
  } catch (error) {
    const isDamaged =
      error instanceof LocalPostgresError && /DAMAGED|START_FAILED|OTHER_VERSION/.test(error.code)
    if (!isDamaged || !(await removeLocalPostgres(dataFolder))) throw error
    return await startLocalPostgres({ dataFolder, settings })
  }
}

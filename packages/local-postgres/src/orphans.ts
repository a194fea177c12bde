import { execFile } from 'node:child_process'
import { readdir, stat } from 'node:fs/promises'
import { promisify } from 'node:util'
import { errorCode } from './errors.ts'
import { serverEnvironment, spawnIds } from './identity.ts'
import type { ServerIdentity } from './identity.ts'
import { isPostgres, lookAt, workingFolder } from './processes.ts'

const run = promisify(execFile)

/**
 * Sessions of a killed server that have not noticed: they compute, and look up only when they are done. They hold the
 * server's shared memory, so that the next server refuses to start ("pre-existing shared memory block is still in use").
 * Only Linux says where a process works; elsewhere they are left to finish.
 */
export async function orphansOf(pgdata: string, identity: ServerIdentity): Promise<readonly number[]> {
  if (process.platform !== 'linux') return []
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number)
  const servers = pids.filter((pid) => isPostgres(pid) && lookAt(pid).state === 'running')
  const hidden = servers.filter((pid) => workingFolder(pid) === undefined)
  const seen =
    hidden.length > 0 && identity.drops ? await askAsServerUser(hidden, identity) : new Map<number, string>()
  return servers.filter((pid) => (workingFolder(pid) ?? seen.get(pid)) === pgdata)
}

/**
 * In a container root usually lacks CAP_SYS_PTRACE, and without it may not see where another user's process works. That
 * user may.
 */
async function askAsServerUser(
  pids: readonly number[],
  identity: ServerIdentity,
): Promise<Map<number, string>> {
  const own: number[] = []
  for (const pid of pids) if ((await ownerOf(pid)) === identity.uid) own.push(pid)
  const script = 'for pid; do echo "$pid $(readlink "/proc/$pid/cwd")"; done'
  const options = { ...spawnIds(identity), env: serverEnvironment(), cwd: '/' }
  const { stdout } = await run('/bin/sh', ['-c', script, 'sh', ...own.map(String)], options)
  const lines = stdout.split('\n').map((line) => /^(\d+) (.*)$/.exec(line))
  return new Map(lines.flatMap((found) => (found === null ? [] : [[Number(found[1]), found[2] ?? '']])))
}

async function ownerOf(pid: number): Promise<number | undefined> {
  try {
    return (await stat(`/proc/${pid}`)).uid
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ESRCH') return undefined
    throw error
  }
}

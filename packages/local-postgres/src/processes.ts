import { execFileSync } from 'node:child_process'
import { readFileSync, readlinkSync } from 'node:fs'
import { basename } from 'node:path'
import { errorCode } from './errors.ts'

export interface ProcessLook {
  /** A zombie has ended and only waits for its parent to notice; signal 0 and PostgreSQL both take it for alive. */
  readonly state: 'running' | 'zombie' | 'gone'
  /** Differs between two processes that had the same pid, also across a reboot. Empty when gone. */
  readonly startedAt: string
}

const gone: ProcessLook = { state: 'gone', startedAt: '' }

export function lookAt(pid: number): ProcessLook {
  return process.platform === 'linux' ? lookInProc(pid) : lookWithPs(pid)
}

function lookInProc(pid: number): ProcessLook {
  const stat = readOrUndefined(() => readFileSync(`/proc/${pid}/stat`, 'utf8'))
  if (stat === undefined) return gone
  // The name, in parentheses, may itself hold spaces and parentheses: everything after the last one is fields 3, 4, …
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const startedAt = `${bootId()}-${fields[19]}`
  return { state: fields[0] === 'Z' || fields[0] === 'X' ? 'zombie' : 'running', startedAt }
}

/** Where there is no /proc. Exported for its test, which runs it on Linux too. */
export function lookWithPs(pid: number): ProcessLook {
  const line = ps(pid, 'stat=', 'lstart=')
  if (line === undefined) return gone
  const [state = '', ...started] = line.split(/\s+/)
  return {
    state: state.startsWith('Z') ? 'zombie' : 'running',
    startedAt: started.join('-').replaceAll(':', ''),
  }
}

let boot: string | undefined

function bootId(): string {
  boot ??= readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').slice(0, 8)
  return boot
}

/** Whether `pid` is the PostgreSQL server of `pgdata`: its command names the folder, or it works there. */
export function isPostgresOf(pid: number, pgdata: string): boolean {
  return isPostgres(pid) && (commandOf(pid).includes(pgdata) || workingFolder(pid) === pgdata)
}

/** A server (`/…/bin/postgres -D …`) or one of its sessions (`postgres: daylatch daylatch [local] SELECT`). */
export function isPostgres(pid: number): boolean {
  const [command = ''] = commandOf(pid)
  return command.startsWith('postgres: ') || basename(command) === 'postgres'
}

function commandOf(pid: number): readonly string[] {
  if (process.platform === 'linux') {
    return readOrUndefined(() => readFileSync(`/proc/${pid}/cmdline`, 'utf8'))?.split('\0') ?? []
  }
  return ps(pid, 'command=')?.split(' ') ?? []
}

/** Undefined also where the system does not let us ask (root without CAP_SYS_PTRACE, for a process of another user). */
export function workingFolder(pid: number): string | undefined {
  return readOrUndefined(() => readlinkSync(`/proc/${pid}/cwd`))
}

function readOrUndefined(read: () => string): string | undefined {
  try {
    return read()
  } catch (error) {
    if (['ENOENT', 'ESRCH', 'EACCES', 'EPERM', 'ENOTDIR'].includes(errorCode(error) ?? '')) return undefined
    throw error
  }
}

function ps(pid: number, ...columns: readonly string[]): string | undefined {
  try {
    const args = [...columns.flatMap((column) => ['-o', column]), '-p', String(pid)]
    const env = { ...process.env, LC_ALL: 'C' }
    const text = execFileSync('ps', args, {
      encoding: 'utf8',
      env,
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim()
    return text === '' ? undefined : text
  } catch (error) {
    // ps ends with 1 when there is no such process; no ps at all (ENOENT) must not look like a dead server.
    if (errorCode(error) === 'ENOENT') throw error
    return undefined
  }
}

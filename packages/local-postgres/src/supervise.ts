import { existsSync } from 'node:fs'
import type { RunningServer } from './ensure-running.ts'
import { socketFile } from './endpoint.ts'
import { lookAt } from './processes.ts'

export interface Supervisor {
  pid(): number
  /** Looks at once instead of at the next turn: something has happened. */
  nudge(): void
  /** Ends the watch. A restart under way is finished first, so that nothing starts after this. */
  end(): Promise<void>
}

export interface SupervisorOptions {
  /** Finds or starts the server again. Several processes may call it at once: it takes the starters' lock. */
  readonly revive: () => Promise<RunningServer>
  readonly log: (line: string) => void
  /** Three system calls per look on Linux; elsewhere a look starts `ps`. */
  readonly everyMs?: number
  /** The wait after a first failed restart; doubles up to eight times that. */
  readonly retryMs?: number
}

/**
 * Watches the server on behalf of this process, and starts it again on the same endpoint when it is gone, whoever
 * started it and whatever ended it. A failed restart (a full disk, say) is told and tried again, for as long as it takes.
 * The watch keeps no process alive.
 */
export function supervise(first: RunningServer, options: SupervisorOptions): Supervisor {
  const { revive, log, everyMs = process.platform === 'linux' ? 200 : 1000, retryMs = 1000 } = options
  let running = first
  let startedAt = lookAt(first.pid).startedAt
  let ended = false
  let work: Promise<void> | undefined
  let timer: NodeJS.Timeout | undefined

  const isWell = (): boolean => {
    const look = lookAt(running.pid)
    return (
      look.state === 'running' && look.startedAt === startedAt && existsSync(socketFile(running.endpoint))
    )
  }

  const plan = (inMs: number, failures: number): void => {
    clearTimeout(timer)
    timer = setTimeout(turn, inMs, failures)
    timer.unref()
  }

  const turn = (failures = 0): void => {
    if (ended || work !== undefined) return
    if (isWell()) return plan(everyMs, 0)
    work = restart(failures).finally(() => (work = undefined))
  }

  const restart = async (failures: number): Promise<void> => {
    if (failures === 0) log(`PostgreSQL (process ${running.pid}) is gone: starting it again`)
    try {
      running = await revive()
      startedAt = lookAt(running.pid).startedAt
      plan(everyMs, 0)
    } catch (error) {
      const waitMs = retryMs * 2 ** Math.min(failures, 3)
      log(`PostgreSQL could not be started again, next try in ${waitMs} ms: ${String(error)}`)
      plan(waitMs, failures + 1)
    }
  }

  plan(everyMs, 0)
  return {
    pid: () => running.pid,
    nudge: () => turn(),
    end: async () => {
      ended = true
      clearTimeout(timer)
      await work
      clearTimeout(timer)
    },
  }
}

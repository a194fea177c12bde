import { findOrStart } from './find-or-start.ts'
import { joinAt, leave, type Membership } from './membership.ts'

const FIRST_PAUSE_MS = 100
const LONGEST_PAUSE_MS = 30_000

/** A handset that this process uses. */
export interface HandsetInUse {
  /** Resolves when it has been found or started, or has failed to for the first time. */
  readonly tried: Promise<void>
  /** Leaves it; it ends when nobody else uses it. Calling it again changes nothing. */
  stop(): Promise<void>
}

/**
 * Finds or starts the handset of a folder, and keeps it running until `stop`: one that dies is started again, and one that
 * cannot start is tried again, for as long as it takes. Both are told to `log`.
 */
export function useHandset(folder: string, log: (line: string) => void): HandsetInUse {
  let isStopped = false
  let timer: NodeJS.Timeout | undefined
  let membership: Membership | undefined
  let work = enter(0)

  async function enter(failures: number): Promise<void> {
    try {
      const entered = await join(folder)
      if (isStopped) return await leave(entered)
      membership = entered
      entered.held.once('close', () => {
        membership = undefined
        if (isStopped) return
        log('The handset is gone: starting it again')
        work = enter(0)
      })
    } catch (error) {
      const waitMs = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(failures, 10))
      log(
        `${error instanceof Error ? error.message : String(error)} Messages wait; next try in ${waitMs} ms.`,
      )
      timer = setTimeout(() => {
        work = enter(failures + 1)
      }, waitMs)
      timer.unref()
    }
  }

  async function stop(): Promise<void> {
    isStopped = true
    clearTimeout(timer)
    await work
    if (membership !== undefined) await leave(membership)
  }

  let stopped: Promise<void> | undefined
  return { tried: work, stop: () => (stopped ??= stop()) }
}

/** One that is about to end refuses, or closes the connection; then another is found or started. */
async function join(folder: string): Promise<Membership> {
  for (let attempt = 1; ; attempt += 1) {
    const endpoint = await findOrStart(folder)
    try {
      return await joinAt(endpoint)
    } catch (error) {
      if (attempt === 5) throw error
    }
  }
}

import type { Database } from '../../drivers/database.ts'
import { ask } from '../../drivers/trouble.ts'

/** What dispatchers LISTEN to. A notice carries nothing: whoever hears it looks at the tables. */
export const CHANNEL = 'daylatch_effects'

const AT_MOST_EVERY_MS = 50

const NOTIFY = `select set_config('synchronous_commit', 'off', true), pg_notify('${CHANNEL}', '')`

interface Announcer {
  timer: NodeJS.Timeout | undefined
  isDue: boolean
}

const announcers = new WeakMap<object, Announcer>()

/**
 * Wakes the dispatchers of every process: effects are queued, and committed. At most one NOTIFY per 50 ms and pool, each
 * outside of any transaction with other work: a NOTIFY within each would make the commits wait for one another.
 *
 * Its commit waits for no disk: a notice is worth nothing to whoever comes after a crash.
 *
 * Fails silently: a dispatcher that hears nothing looks by itself. Does nothing inside a caller's transaction.
 */
export function announceEffects(db: Database): void {
  if (db.isJoined) return
  const announcer = announcers.get(db.source) ?? { timer: undefined, isDue: false }
  announcers.set(db.source, announcer)
  if (announcer.timer !== undefined) {
    announcer.isDue = true
    return
  }
  announcer.isDue = false
  announcer.timer = setTimeout(() => {
    announcer.timer = undefined
    if (announcer.isDue) announceEffects(db)
  }, AT_MOST_EVERY_MS)
  announcer.timer.unref()
  ask(db, async (session) => await session.query({ text: NOTIFY })).catch(() => undefined)
}

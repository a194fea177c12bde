import { type Database, endOfEffectEvents, tailEffectEvents } from 'daylatch'
import type pg from 'pg'
import type { Logger } from 'pino'
import type { Config } from '../config/schema.ts'
import { Listener, Notifier } from '../streams/notices.ts'
import { MessageActions } from './actions.ts'
import { MessageHub } from './stream-hub.ts'

/** What one process needs for messages: the action by zones, and the stream of what happens to them. */
export interface MessageSite {
  readonly actions: MessageActions
  readonly hub: MessageHub
  /** To be called after something has happened to a message. Never waits, never fails. */
  tell(): void
  stop(): Promise<void>
}

export interface MessageSiteParts {
  readonly config: Config
  readonly pool: pg.Pool
  readonly reads: Database
  readonly log: Logger
}

/** @param connect makes the connection that hears the notices; it is opened when the first client follows */
export function createMessageSite(
  { config, pool, reads, log }: MessageSiteParts,
  connect: () => pg.Client,
): MessageSite {
  const hub = new MessageHub(
    {
      log,
      read: async (after, limit) => await tailEffectEvents(reads, { after, limit }),
      end: async () => await endOfEffectEvents(reads),
    },
    () => listener.start(),
  )
  const notifier = new Notifier(pool, 'daylatch_messages', log)
  const listener = new Listener(connect, 'daylatch_messages', () => hub.wake(), log)
  return {
    actions: new MessageActions(config),
    hub,
    tell: () => {
      notifier.tell()
      hub.wake()
    },
    stop: async () => {
      await Promise.all([hub.stop(), listener.stop()])
    },
  }
}

import { type Database, type EventPosition, endOfEffectEvents, tailEffectEvents } from 'daylatch'
import type pg from 'pg'
import type { Logger } from 'pino'
import type { Config } from '../config/schema.ts'
import { wireHub, type WiredHub } from '../streams/wire-hub.ts'
import { MessageActions } from './actions.ts'
import { MessageHub } from './stream-hub.ts'

/** What one process needs for messages: the action by zones, and the stream of what happens to them. */
export interface MessageSite extends WiredHub<MessageHub> {
  readonly actions: MessageActions
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
  const source = {
    log,
    read: async (after: EventPosition, limit: number) => await tailEffectEvents(reads, { after, limit }),
    end: async () => await endOfEffectEvents(reads),
  }
  return {
    actions: new MessageActions(config),
    ...wireHub(
      { channel: 'daylatch_messages', pool, log, connect },
      (onFollow) => new MessageHub(source, onFollow),
    ),
  }
}

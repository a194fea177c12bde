import type pg from 'pg'
import type { Logger } from 'pino'
import { Listener, type NoticeChannel, Notifier } from './notices.ts'

/** A hub that hears what other processes have done, and tells them what this one did. */
export interface WiredHub<H> {
  readonly hub: H
  /** To be called after something has happened and is committed. Never waits, never fails. */
  tell(): void
  stop(): Promise<void>
}

export interface HubWires {
  readonly channel: NoticeChannel
  readonly pool: pg.Pool
  readonly log: Logger
  /** Makes the connection that hears the notices; it is opened when the first client follows. */
  readonly connect: () => pg.Client
}

/** @param makeHub is given what the hub is to call whenever a client begins to follow */
export function wireHub<H extends { wake(): void; stop(): Promise<void> }>(
  { channel, pool, log, connect }: HubWires,
  makeHub: (onFollow: () => void) => H,
): WiredHub<H> {
  const hub = makeHub(() => listener.start())
  const notifier = new Notifier(pool, channel, log)
  const listener = new Listener(connect, channel, () => hub.wake(), log)
  return {
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

import pg from 'pg'
import type { Logger } from 'pino'
import type { Pool } from 'pg'

/** What the notices are about: names of channels of PostgreSQL. */
export type NoticeChannel = 'daylatch_check_ins' | 'daylatch_messages'

const AT_MOST_EVERY_MS = 50
const AGAIN_AFTER_MS = 5000

/** Its commit waits for no disk: a notice is worth nothing to whoever comes after a crash. */
const NOTIFY = `select set_config('synchronous_commit', 'off', true), pg_notify($1, '')`

/**
 * Tells the other processes that something is new, at most once per 50 ms, by a NOTIFY of its own: one within each
 * transaction would make the commits wait for one another.
 */
export class Notifier {
  readonly #pool: Pool
  readonly #channel: NoticeChannel
  readonly #log: Logger
  #timer: NodeJS.Timeout | undefined
  #isDue = false

  constructor(pool: Pool, channel: NoticeChannel, log: Logger) {
    this.#pool = pool
    this.#channel = channel
    this.#log = log
  }

  tell(): void {
    if (this.#timer !== undefined) {
      this.#isDue = true
      return
    }
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      if (this.#isDue) this.tell()
    }, AT_MOST_EVERY_MS)
    this.#timer.unref()
    this.#isDue = false
    this.#pool.query(NOTIFY, [this.#channel]).catch((error: unknown) => {
      this.#log.debug(
        { err: error, channel: this.#channel },
        'other processes could not be told of something new; they will look by themselves',
      )
    })
  }
}

/**
 * Hears the notices of all processes on a connection of its own. Where that does not work, behind a pooler for example,
 * nothing is heard, and whoever listens has to look by himself now and then.
 */
export class Listener {
  readonly #connect: () => pg.Client
  readonly #channel: NoticeChannel
  readonly #onNotice: () => void
  readonly #log: Logger
  #client: pg.Client | undefined
  #timer: NodeJS.Timeout | undefined
  #isStopped = false

  constructor(connect: () => pg.Client, channel: NoticeChannel, onNotice: () => void, log: Logger) {
    this.#connect = connect
    this.#channel = channel
    this.#onNotice = onNotice
    this.#log = log
  }

  /** Opens the connection, and opens it again whenever it is lost. */
  start(): void {
    if (this.#client !== undefined || this.#isStopped) return
    const client = this.#connect()
    this.#client = client
    client.on('notification', this.#onNotice)
    client.once('error', (error) => this.#lose(client, error))
    client.once('end', () => this.#lose(client, undefined))
    client
      .connect()
      .then(async () => await client.query(`listen ${this.#channel}`))
      .catch((error: unknown) => this.#lose(client, error))
  }

  async stop(): Promise<void> {
    this.#isStopped = true
    clearTimeout(this.#timer)
    const client = this.#client
    this.#client = undefined
    await client?.end()
  }

  #lose(client: pg.Client, error: unknown): void {
    if (this.#client !== client) return
    this.#client = undefined
    this.#log.debug({ err: error }, 'the connection for notices was lost')
    client.end().catch(() => undefined)
    this.#timer = setTimeout(() => this.start(), AGAIN_AFTER_MS)
    this.#timer.unref()
  }
}

import { CHANNEL } from './announce.ts'

/** What is used of a connected `pg.Client`. */
export interface ListenConnection {
  query(text: string): Promise<unknown>
  on(event: 'notification' | 'end', listener: () => void): unknown
  on(event: 'error', listener: (error: Error) => void): unknown
  end(): Promise<void>
}

const AGAIN_AFTER_MS = 5000

/** Hears of effects that other processes have queued, on a connection of its own, and opens it again when it is lost. */
export class Listening {
  readonly #open: () => Promise<ListenConnection>
  readonly #onNotice: () => void
  readonly #onError: (error: unknown) => void
  #connection: ListenConnection | undefined
  #timer: NodeJS.Timeout | undefined
  #isStopped = false

  constructor(
    open: () => Promise<ListenConnection>,
    onNotice: () => void,
    onError: (error: unknown) => void,
  ) {
    this.#open = open
    this.#onNotice = onNotice
    this.#onError = onError
  }

  /** Whether notices arrive now; else whoever waits for them has to look by himself. */
  get isHearing(): boolean {
    return this.#connection !== undefined
  }

  start(): void {
    this.#connect().catch((error: unknown) => {
      this.#onError(error)
      this.#again()
    })
  }

  async stop(): Promise<void> {
    this.#isStopped = true
    clearTimeout(this.#timer)
    const connection = this.#connection
    this.#connection = undefined
    await connection?.end().catch(this.#onError)
  }

  async #connect(): Promise<void> {
    const connection = await this.#open()
    const lose = (): void => this.#lose(connection)
    connection.on('error', lose)
    connection.on('end', lose)
    connection.on('notification', this.#onNotice)
    if (this.#isStopped) return await connection.end()
    await connection.query(`listen ${CHANNEL}`)
    this.#connection = connection
    // What was queued before LISTEN took effect has not been heard.
    this.#onNotice()
  }

  #lose(connection: ListenConnection): void {
    if (this.#connection !== connection) return
    this.#connection = undefined
    connection.end().catch(() => undefined)
    this.#again()
  }

  #again(): void {
    if (this.#isStopped) return
    this.#timer = setTimeout(() => this.start(), AGAIN_AFTER_MS)
    this.#timer.unref()
  }
}

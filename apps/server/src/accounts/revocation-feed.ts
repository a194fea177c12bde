import type { Pool } from 'pg'

/** How often each process reads the feed, and from what age on it no longer relies on it, in milliseconds. */
export const POLL_EVERY_MS = 15_000
export const STALE_AFTER_MS = 45_000

// A hot cookie lives 60 s, a process may rely on a feed that is 45 s old: an entry that is kept for five minutes outlives
// every cookie that was issued before it was seen.
const KEPT_MS = 300_000

export type RevocationKind = 'session' | 'member'

export interface RevocationFeedOptions {
  /** @default the monotonic timer, `performance.now` */
  readonly elapsed?: () => number
  readonly onError?: (error: unknown) => void
}

/**
 * Sessions and members whose hot cookies are not to be believed for now, shared by all processes through a table.
 *
 * An entry does not refuse anybody: it sends the request to the session in the database, which knows. So nothing
 * depends on comparing clocks of different machines, and a member who signs in again at once is let in.
 */
export class RevocationFeed {
  readonly #pool: Pool
  readonly #elapsed: () => number
  readonly #onError: (error: unknown) => void
  #entries = new Map<string, number>()
  #readAt = Number.NEGATIVE_INFINITY
  #clock: { readonly at: number; readonly elapsed: number } | undefined
  #timer: NodeJS.Timeout | undefined

  constructor(pool: Pool, options: RevocationFeedOptions = {}) {
    this.#pool = pool
    this.#elapsed = options.elapsed ?? (() => performance.now())
    this.#onError = options.onError ?? (() => undefined)
  }

  /** Reads the feed now and then every 15 s until `stop`. */
  async start(): Promise<void> {
    await this.poll()
    this.#timer = setInterval(() => {
      this.poll().catch(this.#onError)
    }, POLL_EVERY_MS)
    this.#timer.unref()
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  async poll(): Promise<void> {
    const asked = this.#elapsed()
    const { rows } = await this.#pool.query<{ key: string | null; at: string | null; now: string }>(
      `select r.kind || ':' || r.id as key, extract(epoch from r.at) * 1000 as at, extract(epoch from t.now) * 1000 as now
       from (select clock_timestamp() as now) t
         left join site.revocation r on r.at > t.now - make_interval(secs => $1)`,
      [KEPT_MS / 1000],
    )
    const now = Number(rows[0]?.now)
    const entries = new Map(rows.flatMap(({ key, at }) => (key === null ? [] : [[key, Number(at)] as const])))
    // What this process has put in meanwhile may have been committed after the statement's snapshot.
    for (const [key, at] of this.#entries) if (at > now - KEPT_MS) entries.set(key, at)
    this.#entries = entries
    this.#clock = { at: now, elapsed: asked }
    this.#readAt = asked
  }

  /** Whether the feed is recent enough to rely on a hot cookie that it does not name. */
  get isFresh(): boolean {
    return this.#elapsed() - this.#readAt <= STALE_AFTER_MS
  }

  /** Milliseconds since 1970 by the database's clock, run on by the monotonic timer: a wrong clock here does no harm. */
  now(): number {
    return this.#clock === undefined ? Date.now() : this.#clock.at + (this.#elapsed() - this.#clock.elapsed)
  }

  isNamed(memberId: string, sessionId: string): boolean {
    return this.#entries.has(`session:${sessionId}`) || this.#entries.has(`member:${memberId}`)
  }

  /** To be called before the session is deleted: an entry too many is harmless, one that comes late is not. */
  async put(kind: RevocationKind, id: string): Promise<void> {
    await this.#pool.query(
      `insert into site.revocation (kind, id, at) values ($1, $2, clock_timestamp())
       on conflict (kind, id) do update set at = excluded.at`,
      [kind, id],
    )
    this.#entries.set(`${kind}:${id}`, this.now())
  }
}

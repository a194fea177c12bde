import type { Pool } from 'pg'

const TRUSTED_MS = 1000

/**
 * The library's clock in the database, which tests can set, asked at most once a second and run on by the monotonic
 * timer in between. Good for texts such as "today" and "tomorrow"; what counts is decided by the database itself.
 */
export class SiteClock {
  readonly #pool: Pool
  #known: { readonly at: number; readonly askedAt: number } | undefined

  constructor(pool: Pool) {
    this.#pool = pool
  }

  /** @param isAskedAnew whether the database is asked, however short ago it was asked before */
  async now(isAskedAnew = false): Promise<Date> {
    const askedAt = performance.now()
    if (isAskedAnew || this.#known === undefined || askedAt - this.#known.askedAt > TRUSTED_MS) {
      const { rows } = await this.#pool.query<{ at: string }>(
        'select floor(extract(epoch from daylatch.clock()) * 1000)::bigint as at',
      )
      this.#known = { at: Number(rows[0]?.at), askedAt }
    }
    return new Date(this.#known.at + (performance.now() - this.#known.askedAt))
  }
}

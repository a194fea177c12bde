import type pg from 'pg'
import {
  balances,
  correct,
  type Database,
  day,
  DaylatchError,
  expireReservations,
  fromPg,
  grant,
  once,
  type Once,
  release,
  reserve,
  settle,
  spend,
  verify,
  type VerifyResult,
} from '../../src/index.ts'
import { freezeClock, setPausePoint } from '../../src/testing/index.ts'
import { reading } from '../support/ledger.ts'
import { DAY, HOUR, type Outcome, rules } from './model.ts'

/** Where a call is cut off: the handler throws, or the server ends the session that stands there. */
export type Crash = 'none' | 'throw before commit' | 'cut before commit' | 'throw after commit'

/** The operations under test. A twin puts a broken one in the place of one of them. */
export interface Operations {
  readonly grant: typeof grant
  readonly spend: typeof spend
  readonly correct: typeof correct
  readonly reserve: typeof reserve
  readonly settle: typeof settle
  readonly release: typeof release
}

export const rightOperations: Operations = { grant, spend, correct, reserve, settle, release }

class Crashed extends Error {
  override readonly name: string = 'Crashed'
}

/** The database side of one run: subjects and an action of its own, in a database that other runs have used. */
export class Real {
  readonly db: Database
  readonly operations: Operations
  readonly action: Once
  readonly #pool: pg.Pool
  readonly #prefix: string
  #now = 0
  /** Ids of the reservations in the order in which they were made, by subject. */
  readonly #reservations = new Map<string, string[]>()

  constructor(db: Database, pool: pg.Pool, prefix: string, operations: Operations) {
    this.db = db
    this.#pool = pool
    this.#prefix = prefix
    this.operations = operations
    const { reward, makeUpCost, periodsBack, perMonth } = rules
    this.action = once(`${prefix}check-in`, {
      per: day({ zone: 'UTC' }),
      reward: { amount: reward, unit: 'reading' },
      rank: true,
      cacheSize: 0,
      makeUp: { periodsBack, perMonth, cost: { amount: makeUpCost, unit: 'reading' } },
    })
  }

  subject(name: string): string {
    return this.#prefix + name
  }

  remember(name: string, id: string): void {
    this.#reservations.set(name, [...(this.#reservations.get(name) ?? []), id])
  }

  /** One that was never made has an id that names nothing. */
  reservation(name: string, back: number): string {
    return this.#reservations.get(name)?.at(-1 - back) ?? '00000000-0000-0000-0000-000000000000'
  }

  async setTime(now: number): Promise<void> {
    this.#now = now
    await freezeClock(this.db, new Date(now))
  }

  async pass(ms: number): Promise<number> {
    await this.setTime(this.#now + ms)
    return this.#now
  }

  get now(): number {
    return this.#now
  }

  async expire(): Promise<Outcome> {
    return { expired: await expireReservations(this.db) }
  }

  async lookAt(name: string): Promise<Outcome> {
    const subject = this.subject(name)
    const [[balance], status] = await Promise.all([
      balances(this.db, subject),
      this.action.status(this.db, subject),
    ])
    const { amount, held, version } = balance ?? { amount: 0, held: 0, version: 0 }
    const { claims, streak, claim } = status
    return { amount, held, version, claims, streak, claimedToday: claim !== null }
  }

  async reservedAmount(id: string): Promise<number | undefined> {
    const { rows } = await this.#pool.query<{ amount: number }>(
      'select amount::int from daylatch.reservation where reservation_id = $1',
      [id],
    )
    return rows[0]?.amount
  }

  /** Which reservation of this subject the database has, whatever the caller was told. */
  async adoptReservations(name: string): Promise<void> {
    const known = new Set(this.#reservations.get(name))
    const { rows } = await this.#pool.query<{ id: string }>(
      'select reservation_id as id from daylatch.reservation where subject = $1',
      [this.subject(name)],
    )
    for (const { id } of rows) if (!known.has(id)) this.remember(name, id)
  }

  /**
   * @returns what the call came to; `undefined` when it was cut off, so that the caller does not know what became of it
   */
  async during(crash: Crash, call: () => Promise<Outcome>): Promise<Outcome | undefined> {
    const remove = crash === 'none' ? () => undefined : this.#arm(crash)
    try {
      return await call()
    } catch (error) {
      if (error instanceof Crashed) return undefined
      if (!(error instanceof DaylatchError)) throw error
      if (crash !== 'none' && error.code === 'CONNECTION_LOST') return undefined
      return { error: error.code }
    } finally {
      remove()
    }
  }

  #arm(crash: Exclude<Crash, 'none'>): () => void {
    const remove = setPausePoint(
      crash === 'throw after commit' ? 'after-commit' : 'before-commit',
      async () => {
        remove()
        if (crash !== 'cut before commit') throw new Crashed(crash)
        // Waits for its end: what it holds must be free for the next command.
        await this.#pool.query(`select pg_terminate_backend(pid, 10000) from pg_stat_activity
        where datname = current_database() and state = 'idle in transaction'`)
      },
    )
    return remove
  }

  /** Work in a transaction of the test's own, kept or not. */
  async inTransaction<T>(isKept: boolean, work: (db: Database) => Promise<T>): Promise<T> {
    const client = await this.#pool.connect()
    let end = 'rollback'
    try {
      await client.query('begin')
      const value = await work(fromPg(client))
      if (isKept) end = 'commit'
      return value
    } finally {
      await client.query(end)
      client.release()
    }
  }

  /** Lets everything that is set aside expire, so that the next run finds nothing of this one, then checks all rows. */
  async finish(): Promise<VerifyResult> {
    await this.pass(400 * DAY)
    await expireReservations(this.db, { limit: 100_000 })
    return await verify(this.db, { from: this.#prefix })
  }
}

export const account = reading
export const lifetimes: readonly number[] = [2 * HOUR, 30 * HOUR]

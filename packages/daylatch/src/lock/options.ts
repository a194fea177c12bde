import { lockClause, type LockRequest, type LockStrength, type LockWait } from '../dialect/lock-clause.ts'
import { badOption } from '../errors.ts'
import { assertWholeNumber } from '../options.ts'
import { type LockReport, reportAsWarning } from './report.ts'

type Isolation = 'read committed' | 'serializable'

export interface TransactionOptions {
  /**
   * Longest wait for the row, in milliseconds; also for rows that statements of the block wait for, where the
   * transaction is ours.
   * @default 5000
   */
  readonly timeoutMs?: number
  /** @default 'no key update' */
  readonly strength?: LockStrength
  /**
   * Names (aliases) of the tables to lock where the query joins several; needed with an outer join, whose nullable side
   * cannot be locked.
   * @default all tables of the query
   */
  readonly of?: string | readonly string[]
  /**
   * What a lock inside another lock, or inside a transaction of the caller's, does: `join` it; join it behind a
   * `savepoint`, so that a block that throws undoes only its own writes; `forbid` it.
   * @default 'join'
   */
  readonly nested?: 'join' | 'savepoint' | 'forbid'
  /** @default 'read committed' */
  readonly isolation?: Isolation
  /**
   * How often the block is run in all when the database undoes it to break a deadlock (40P01) or as not serializable
   * (40001). Only where the transaction is ours; the block must do nothing but database work then.
   * @default 3
   */
  readonly attempts?: number
  /**
   * From when on a held lock is reported, in milliseconds. The block is never interrupted. In development (`NODE_ENV` is
   * not `production`) the call throws HELD_TOO_LONG after its commit.
   * @default 1000
   */
  readonly maxHoldMs?: number
  /**
   * Gets what is no reason to fail: a lock held for too long, a second checkout in production, an `afterCommit` that threw.
   * @default process.emitWarning
   */
  readonly report?: (report: LockReport) => void
}

export interface LockOptions extends TransactionOptions {
  /**
   * `timeout` waits up to `timeoutMs`; `nowait` throws LOCK_NOT_AVAILABLE at once.
   * @default 'timeout'
   */
  readonly wait?: 'timeout' | 'nowait'
}

export interface TryLockOptions extends Omit<TransactionOptions, 'timeoutMs'> {
  /**
   * `nowait` asks for the row and is refused; `skip` leaves a locked row out. They differ for a query that picks one of
   * many rows: `nowait` refuses when the first is locked, `skip` takes the next.
   * @default 'nowait'
   */
  readonly wait?: 'nowait' | 'skip'
}

/** Options after the door: complete and checked. */
export interface LockPlan extends Pick<LockRequest, 'wait'> {
  /** The locking clause. */
  readonly clause: string
  /** Whether whoever else asks for the same has to wait for this one, and does. */
  readonly isInTurn: boolean
  /** How a transaction of our own begins. */
  readonly begin: string
  readonly isolation: Isolation
  readonly timeoutMs: number
  readonly nested: 'join' | 'savepoint' | 'forbid'
  readonly attempts: number
  readonly maxHoldMs: number
  readonly report: (report: LockReport) => void
}

/** @throws {DaylatchError} BAD_OPTION */
export function planOf(
  options: LockOptions | TryLockOptions,
  waits: readonly [LockWait, ...LockWait[]],
): LockPlan {
  const { wait = waits[0], strength = 'no key update', of = [], nested = 'join' } = options
  const { isolation = 'read committed', attempts = 3, maxHoldMs = 1000, report = reportAsWarning } = options
  const timeoutMs = 'timeoutMs' in options && options.timeoutMs !== undefined ? options.timeoutMs : 5000
  assertOneOf('wait', wait, waits)
  assertOneOf('strength', strength, ['no key update', 'update', 'share', 'key share'])
  assertOneOf('nested', nested, ['join', 'savepoint', 'forbid'])
  assertOneOf('isolation', isolation, ['read committed', 'serializable'])
  assertWholeNumber('timeoutMs', timeoutMs, 1, 2_147_483_647)
  assertWholeNumber('attempts', attempts, 1, 100)
  assertWholeNumber('maxHoldMs', maxHoldMs, 1, 2_147_483_647)
  if (typeof report !== 'function') throw badOption('report', 'a function', report)
  return {
    wait,
    clause: lockClause({ strength, of: tableNames(of), wait }),
    isInTurn: wait === 'timeout' && (strength === 'no key update' || strength === 'update'),
    begin: beginText(isolation, timeoutMs),
    isolation,
    timeoutMs,
    nested,
    attempts,
    maxHoldMs,
    report,
  }
}

/** Begins a transaction, and bounds every wait for a row in it. */
export function beginText(isolation: Isolation, timeoutMs: number): string {
  return `begin isolation level ${isolation}; set local lock_timeout = ${timeoutMs}`
}

function tableNames(of: string | readonly string[]): readonly string[] {
  const names = typeof of === 'string' ? [of] : of
  for (const name of names) {
    if (typeof name !== 'string' || !/^[^"\0]{1,63}$/.test(name))
      throw badOption('of', 'names of tables', name)
  }
  return names
}

function assertOneOf(option: string, value: string, allowed: readonly string[]): void {
  if (!allowed.includes(value))
    throw badOption(option, `one of ${allowed.map((each) => `'${each}'`).join(', ')}`, value)
}

import type { Database } from '../drivers/database.ts'
import { badOption, DaylatchError } from '../errors.ts'
import { assertDate, assertName } from '../options.ts'
import { OpeningTimes } from './opening-times.ts'
import type { PeriodRule } from '../period/period.ts'
import { newAttempt } from './action.ts'
import { ClaimQueue } from './claim-queue.ts'
import { claimInside } from './claim-inside.ts'
import {
  type ClaimManyOptions,
  claimManyQueued,
  type ClaimManyResult,
  type ClaimManySubject,
  toWishes,
} from './claim-many.ts'
import { claimManyInside } from './claim-many-inside.ts'
import type { ClaimRecord } from './claim-record.ts'
import { type ClaimBlock, claimWith, type Won } from './claim-with.ts'
import { findHistory, type HistoryOptions } from './history.ts'
import { makeUp } from './make-up.ts'
import type { MakeUpResult } from './make-up-result.ts'
import { rankLate, type RankLateOptions } from './rank-late.ts'
import { checkOptions, type OnceOptions } from './once-options.ts'
import { requestKey } from './request-key.ts'
import { drawnAmount } from './reward.ts'
import { SingleClaims } from './single-claim.ts'
import { findStatus } from './status.ts'
import { type ClaimOptions, toWish } from './wish.ts'
import type { ClaimResult, ClaimWithResult, StatusResult } from './results.ts'

export interface MakeUpCallOptions extends ClaimOptions {
  /** When the subject's time began, such as its registration: periods that were over by then are refused. */
  readonly notBefore?: Date
}

/** An action that may happen once per subject and period. Made by {@link once}. */
export interface Once {
  readonly action: string
  readonly rule: PeriodRule
  /**
   * Claims the running period for `subject`. Claim, reward, entry and rank commit together before it resolves.
   *
   * A connection lost meanwhile is survived: the claim is looked up, and tried again where it is not there.
   *
   * With a client on which the caller has begun a transaction, the claim is part of that transaction: it exists when
   * the caller commits, and until then a rival waits. It has no rank before {@link Once.rankLate}. Claim before you
   * spend: the other order deadlocks with batches of claims.
   *
   * @throws {DaylatchError} BAD_OPTION, OVERLOADED, LOCK_TIMEOUT, CONNECTION_LOST (the outcome is then not known:
   * claim again, and `already` may show this call's own record), DEADLOCK, SERIALIZATION, SCHEMA_MISSING,
   * CLOCK_MISMATCH, INCONSISTENT, POOL_REENTRY, UNSAFE_ISOLATION, WRONG_ORDER, KEY_REUSED, DATABASE
   */
  claim(db: Database, subject: string, options?: ClaimOptions): Promise<ClaimResult>
  /**
   * Claims, and for the winner runs `block` in the same transaction: its writes commit with the claim, and a block that
   * throws leaves nothing of either. On a pool the transaction is its own: at READ COMMITTED, and run again when the
   * database undoes it, so the block must do nothing but database work, through `tx`. Inside a caller's transaction both
   * are part of that. While the block runs, statements wait for rows of others for `lockTimeoutMs`.
   *
   * The claim has no rank before {@link Once.rankLate}: the counter of ranks must not wait for a block.
   *
   * @example
   * const result = await checkIn.claimWith(fromPg(pool), 'member-7', async (tx, claim) => {
   *   await tx.query('insert into diary (member, day) values ($1, $2)', ['member-7', claim.period])
   * })
   *
   * @throws {DaylatchError} as `claim`; and whatever the block throws
   */
  claimWith<T, Tx>(
    db: Database<Tx>,
    subject: string,
    block: ClaimBlock<Tx, T>,
    options?: ClaimOptions,
  ): Promise<ClaimWithResult<T>>
  /**
   * Claims the running period for many: each as with {@link Once.claim}, in batches of the queue, with ranks in the order
   * of the list. Who is in the list twice is claimed for once. Inside a caller's transaction all are one set of
   * statements, and somebody whose row is not free is left out of it.
   *
   * @returns an ending for each place of the list, in its order: a failure is a value, such as `OVERLOADED` for those
   * beyond `maxQueued`
   * @throws {DaylatchError} BAD_OPTION, before anything is claimed; inside a transaction also what ends all of it
   */
  claimMany(
    db: Database,
    subjects: readonly ClaimManySubject[],
    options?: ClaimManyOptions,
  ): Promise<readonly ClaimManyResult[]>
  /**
   * Claims a period that is over and was missed: with the cost and the reward in one transaction, without a rank and
   * without touching the running period. The streak becomes the length of the unbroken chain that ends at the subject's
   * latest claim; stored numbers of other claims stay as they are. Works on a pool and inside a caller's transaction.
   *
   * @param period key of the period, such as `2026-11-20`
   * @returns the claim, or the rule that refused with the facts it went by: then nothing is written
   * @throws {DaylatchError} as `claim`; BAD_OPTION also where the action has no make-ups
   */
  makeUp(db: Database, subject: string, period: string, options?: MakeUpCallOptions): Promise<MakeUpResult>
  /**
   * Numbers the claims that were made inside transactions of callers: after all that have a rank by then, in the order
   * of their times. To be called now and then, by one process or several. Without it they have no rank.
   *
   * @returns how many claims got a rank
   * @throws {DaylatchError} BAD_OPTION, LOCK_TIMEOUT, CONNECTION_LOST, SCHEMA_MISSING, POOL_REENTRY, DATABASE
   */
  rankLate(db: Database, options?: RankLateOptions): Promise<number>
  /** Reads where `subject` stands by the database's clock. Promises nothing about the next moment. */
  status(db: Database, subject: string): Promise<StatusResult>
  /**
   * A page of the subject's claims, latest period first, released ones among them.
   *
   * @throws {DaylatchError} BAD_OPTION
   */
  history(db: Database, subject: string, options: HistoryOptions): Promise<readonly ClaimRecord[]>
}

/**
 * Defines an action that happens at most once per subject and period.
 *
 * @example
 * const checkIn = once('check-in', { per: day({ zone: 'Asia/Shanghai', resetAt: '08:00' }), reward: { amount: 25, unit: 'reading' } })
 * const result = await checkIn.claim(fromPg(pool), 'member-7')
 *
 * @throws {DaylatchError} BAD_OPTION
 */
export function once(name: string, options: OnceOptions): Once {
  const { action, queueOptions } = checkOptions(name, options)
  const { lockTimeoutMs, patienceMs } = queueOptions
  const openingTimes = new OpeningTimes(action.rule)
  const singleClaims = new SingleClaims(action)
  const queues = new WeakMap<Database, ClaimQueue>()
  const queueOf = (db: Database): ClaimQueue => {
    const queue = queues.get(db) ?? new ClaimQueue(db, action, queueOptions)
    queues.set(db, queue)
    return queue
  }
  return {
    action: action.name,
    rule: action.rule,
    async claim(db, subject, claimOptions = {}) {
      const wish = toWish(action, 'claim', subject, claimOptions)
      assertFreeConnection(db)
      try {
        const { status, record, replayed } = db.isJoined
          ? await claimInside(db, action, singleClaims, newAttempt(wish), lockTimeoutMs)
          : await queueOf(db).claim(wish)
        return { status, claim: record, opensAt: openingTimes.after(record), replayed }
      } catch (error) {
        throw withCallersStack(error)
      }
    },
    async claimWith(db, subject, block, claimOptions = {}) {
      const wish = toWish(action, 'claim-with', subject, claimOptions)
      if (typeof block !== 'function') throw badOption('block', 'a function', block)
      const won = await claimWith(db, action, singleClaims, wish, block, { lockTimeoutMs, patienceMs })
      return toClaimWithResult(won, openingTimes.after(won.verdict.record))
    },
    async claimMany(db, subjects, manyOptions = {}) {
      const wishes = toWishes(subjects, manyOptions, () => drawnAmount(action.reward))
      assertFreeConnection(db)
      const endings = db.isJoined
        ? await claimManyInside(db, action, singleClaims, wishes, lockTimeoutMs)
        : await claimManyQueued(queueOf(db), wishes)
      return endings.map((ending, index) => {
        const subject = wishes[index]?.subject ?? ''
        if (ending instanceof DaylatchError) return { subject, status: 'failed', error: ending }
        const { status, record, replayed } = ending
        return { subject, status, claim: record, opensAt: openingTimes.after(record), replayed }
      })
    },
    async makeUp(db, subject, period, { account = 'main', notBefore, key, request } = {}) {
      assertName('subject', subject)
      assertName('account', account)
      if (typeof period !== 'string') throw badOption('period', 'the key of a period', period)
      if (notBefore !== undefined) assertDate('notBefore', notBefore)
      const requested = requestKey({ key, request }, ['make-up', period, account])
      const wish = { subject, account, periodKey: period, notBefore, key: requested }
      return await makeUp(db, action, wish, { lockTimeoutMs, patienceMs })
    },
    async rankLate(db, rankOptions) {
      return await rankLate(db, action.name, rankOptions)
    },
    async status(db, subject) {
      assertName('subject', subject)
      return await findStatus(db, action, subject)
    },
    async history(db, subject, historyOptions) {
      return await findHistory(db, action.name, subject, historyOptions)
    },
  }
}

function toClaimWithResult<T>({ verdict, value }: Won<T>, opensAt: Date | null): ClaimWithResult<T> {
  const { status, record: claim, replayed } = verdict
  if (status === 'already') return { status, claim, opensAt, replayed }
  // Without a value only where `T` has none: the block ran for every win that is not replayed.
  return replayed
    ? { status, claim, opensAt, replayed }
    : { status, claim, opensAt, replayed, value: value as T }
}

/** Inside a lock of the same pool, a claim that commits by itself would wait for a connection that the lock holds. */
function assertFreeConnection(db: Database): void {
  const refusal = db.refusalOfCheckout?.()
  if (refusal !== undefined) throw refusal
}

/** An error made in a batch has the stack of the batch; the one that is thrown has the stack of the call. */
function withCallersStack(error: unknown): unknown {
  if (!(error instanceof DaylatchError)) return error
  const { code, message, cause, retryAfterMs } = error
  return new DaylatchError(code, message, { cause, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) })
}

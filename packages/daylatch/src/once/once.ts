import type { Database } from '../drivers/database.ts'
import { badOption, DaylatchError } from '../errors.ts'
import { assertDate, assertName, assertWholeNumber } from '../options.ts'
import { OpeningTimes } from './opening-times.ts'
import { checkRule } from '../period/check-rule.ts'
import type { PeriodRule } from '../period/period.ts'
import { type Action, newAttempt } from './action.ts'
import { ClaimQueue, type ClaimQueueOptions } from './claim-queue.ts'
import { claimInside } from './claim-inside.ts'
import type { ClaimRecord } from './claim-record.ts'
import { type ClaimBlock, claimWith, type Won } from './claim-with.ts'
import { findHistory, type HistoryOptions } from './history.ts'
import { makeUp } from './make-up.ts'
import { checkMakeUp, type MakeUpOptions } from './make-up-plan.ts'
import type { MakeUpResult } from './make-up-result.ts'
import { rankLate, type RankLateOptions } from './rank-late.ts'
import { type KeyOptions, requestKey } from './request-key.ts'
import { assertAnyReward, isRandom, type RandomReward, type Reward, drawnAmount } from './reward.ts'
import { SingleClaims } from './single-claim.ts'
import { claimStatements } from './statements.ts'
import { findStatus } from './status.ts'
import type { ClaimResult, ClaimWithResult, StatusResult } from './results.ts'

export interface OnceOptions {
  /** The period in which the action may happen once, such as `day({ zone: 'Asia/Shanghai', resetAt: '08:00' })`. */
  readonly per: PeriodRule
  /**
   * What a claim pays, in the same transaction.
   * @default null
   */
  readonly reward?: Reward | RandomReward | null
  /**
   * Whether the reward grows by what the active bonus table says for the claim's streak; see `activateBonusTable`.
   * @default false
   */
  readonly streakBonuses?: boolean
  /**
   * Whether claims are numbered in the order of their commits. All claims of a period then share one counter row.
   * @default false
   */
  readonly rank?: boolean
  /**
   * Whether and how periods that were missed can be claimed later.
   * @default null
   */
  readonly makeUp?: MakeUpOptions | null
  /**
   * Most claims in one transaction.
   * @default 256
   */
  readonly maxBatch?: number
  /**
   * Most callers that may wait for a verdict; one more is refused with `OVERLOADED`.
   * @default 10000
   */
  readonly maxQueued?: number
  /**
   * How many "already claimed" are remembered in this process until their period ends. 0 turns it off.
   * @default 50000
   */
  readonly cacheSize?: number
  /**
   * How long a claim waits, in milliseconds, for a row of its own subject that another transaction holds.
   * @default 5000
   */
  readonly lockTimeoutMs?: number
  /**
   * How long, in milliseconds, a claim is tried again while the database cannot be reached.
   * @default 10000
   */
  readonly patienceMs?: number
}

export interface ClaimOptions extends KeyOptions {
  /**
   * Which of the subject's accounts is paid.
   * @default 'main'
   */
  readonly account?: string
}

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
    async claim(db, subject, { account = 'main', key, request } = {}) {
      assertName('subject', subject)
      assertName('account', account)
      assertFreeConnection(db)
      try {
        const wish = {
          subject,
          account,
          key: requestKey({ key, request }, ['claim', account]),
          drawn: drawnAmount(action.reward),
        }
        const { status, record, replayed } = db.isJoined
          ? await claimInside(db, action, singleClaims, newAttempt(wish), lockTimeoutMs)
          : await queueOf(db).claim(wish)
        return { status, claim: record, opensAt: openingTimes.after(record), replayed }
      } catch (error) {
        throw withCallersStack(error)
      }
    },
    async claimWith(db, subject, block, { account = 'main', key, request } = {}) {
      assertName('subject', subject)
      assertName('account', account)
      if (typeof block !== 'function') throw badOption('block', 'a function', block)
      const requested = requestKey({ key, request }, ['claim-with', account])
      const wish = { subject, account, key: requested, drawn: drawnAmount(action.reward) }
      const won = await claimWith(db, action, singleClaims, wish, block, { lockTimeoutMs, patienceMs })
      return toClaimWithResult(won, openingTimes.after(won.verdict.record))
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

function checkOptions(
  name: string,
  options: OnceOptions,
): { action: Action; queueOptions: ClaimQueueOptions } {
  const { per, reward = null, rank = false, maxBatch = 256, maxQueued = 10_000, cacheSize = 50_000 } = options
  const { lockTimeoutMs = 5000, patienceMs = 10_000, makeUp: making = null } = options
  const { streakBonuses: bonuses = false } = options
  assertName('action', name)
  const rule = checkRule('per', per)
  if (reward !== null) assertAnyReward(reward)
  if (typeof bonuses !== 'boolean') throw badOption('streakBonuses', 'true or false', bonuses)
  if (bonuses && reward === null) throw badOption('streakBonuses', 'false where there is no reward', bonuses)
  if (typeof rank !== 'boolean') throw badOption('rank', 'true or false', rank)
  assertWholeNumber('maxBatch', maxBatch, 1, 10_000)
  assertWholeNumber('maxQueued', maxQueued, 1, 10_000_000)
  assertWholeNumber('cacheSize', cacheSize, 0, 10_000_000)
  assertWholeNumber('lockTimeoutMs', lockTimeoutMs, 1, 600_000)
  assertWholeNumber('patienceMs', patienceMs, 0, 600_000)
  const kind = { rewarded: reward !== null, drawn: reward !== null && isRandom(reward), bonuses }
  return {
    action: {
      name,
      rule,
      reward,
      bonuses,
      statements: claimStatements({ ...kind, ranking: rank ? 'now' : 'none' }),
      insideStatements: claimStatements({ ...kind, ranking: rank ? 'later' : 'none' }),
      makeUp: making === null ? null : checkMakeUp(making, rule),
    },
    queueOptions: { maxBatch, maxQueued, cacheSize, lockTimeoutMs, patienceMs },
  }
}

/** An error made in a batch has the stack of the batch; the one that is thrown has the stack of the call. */
function withCallersStack(error: unknown): unknown {
  if (!(error instanceof DaylatchError)) return error
  const { code, message, cause, retryAfterMs } = error
  return new DaylatchError(code, message, { cause, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) })
}

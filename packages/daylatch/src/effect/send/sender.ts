import type { Database } from '../../drivers/database.ts'
import { badOption } from '../../errors.ts'
import { OpeningTimes } from '../../once/opening-times.ts'
import type { KeyOptions } from '../../once/request-key.ts'
import { announceEffects } from '../dispatch/announce.ts'
import { checkHold, type HoldOptions, sendHolding } from './hold.ts'
import type { Ending, HoldResult, SendManyResult, SendResult } from './results.ts'
import { ListSender } from './send-list.ts'
import { sendOne } from './send-one.ts'
import type { Patience } from './send-together.ts'
import { type LimitedAction, SlotTaker } from './take-slots.ts'
import { checkWish, type EffectWish, type SendManyWish } from './wish.ts'

/** What an action that may send can do besides claiming. */
export interface Sending {
  /**
   * Claims the running period for `subject`, and for everyone in `also`, and queues the effect, in one transaction: all of
   * it is kept, or nothing. A dispatcher hands it to the gateway after the commit.
   *
   * The loser gets the claim in the way and its effect. With a client on which the caller has begun a transaction, it is
   * part of that transaction, and nothing leaves before its commit.
   *
   * A connection lost meanwhile turns nobody's win into a loss: the claim is looked up. Where it cannot be, it throws
   * CONNECTION_LOST, and `already` may later show this call's own effect; a `key` tells them apart.
   *
   * @throws {DaylatchError} BAD_OPTION, LOCK_TIMEOUT, CONNECTION_LOST, DEADLOCK, SERIALIZATION, SCHEMA_MISSING,
   * CLOCK_MISMATCH, INCONSISTENT, POOL_REENTRY, UNSAFE_ISOLATION, WRONG_ORDER, KEY_REUSED, DATABASE
   */
  send(db: Database, subject: string, effect: EffectWish, options?: KeyOptions): Promise<SendResult>
  /**
   * The same with the gateway's call and its outcome inside the transaction: whoever comes second waits for the call, and
   * gets its outcome. It holds a connection and the row locks for the whole call.
   *
   * It does not promise that nothing is sent twice: if the session or the process ends during the call, the claim is gone
   * with it, and the next one sends again.
   *
   * @throws {DaylatchError} EFFECT_IN_TRANSACTION inside a lock, a claim's block or a transaction of the caller's; the rest
   * as without `hold`
   */
  send(
    db: Database,
    subject: string,
    effect: EffectWish,
    options: KeyOptions & HoldOptions,
  ): Promise<HoldResult>
  /**
   * The same for many, in transactions of up to 256. Decided in the order of the list: who is in it earlier takes a shared
   * subject first. A row that somebody holds keeps nobody else up.
   *
   * @returns a result for each place of the list, in its order: a failure is a value
   * @throws {DaylatchError} BAD_OPTION, before anything is claimed; inside a transaction also what ends all of it
   */
  sendMany(db: Database, list: readonly SendManyWish[]): Promise<readonly SendManyResult[]>
}

export interface SenderOptions extends Patience {
  /** Why this action cannot send; `null` where it can. */
  readonly refusal: string | null
}

const LIST_LIMIT = 100_000

export function makeSender(limited: LimitedAction, { refusal, ...patience }: SenderOptions): Sending {
  const taker = new SlotTaker(limited)
  const openingTimes = new OpeningTimes(limited.rule)
  const toResult = (ending: Exclude<Ending, { readonly kind: 'again' | 'failed' }>): SendResult => {
    const { kind, claim, replayed } = ending
    const opensAt = openingTimes.after(claim)
    return kind === 'queued'
      ? { status: 'queued', effect: ending.effect, claim, opensAt, replayed }
      : { status: 'already', subject: claim.subject, claim, effect: ending.effect, opensAt, replayed }
  }
  async function send(
    db: Database,
    subject: string,
    effect: EffectWish,
    options?: KeyOptions,
  ): Promise<SendResult>
  async function send(
    db: Database,
    subject: string,
    effect: EffectWish,
    options: KeyOptions & HoldOptions,
  ): Promise<HoldResult>
  async function send(
    db: Database,
    subject: string,
    effect: EffectWish,
    options: KeyOptions & Partial<HoldOptions> = {},
  ): Promise<SendResult | HoldResult> {
    assertSends(refusal)
    const wish = checkWish(subject, effect, options)
    if (options.hold === undefined) {
      const queued = toResult(await sendOne(db, taker, wish, patience))
      if (queued.status === 'queued') announceEffects(db)
      return queued
    }
    if (options.hold !== true) throw badOption('hold', 'true, or absent', options.hold)
    const holding = { ...options, hold: true, gateway: options.gateway } as HoldOptions
    checkHold(db, wish, holding)
    const { lockTimeoutMs } = patience
    const result = toResult(await sendHolding(db, taker, wish, { ...holding, lockTimeoutMs }))
    return result.status === 'queued' ? { ...result, status: 'called' } : result
  }
  return {
    send,
    async sendMany(db, list) {
      assertSends(refusal)
      if (!Array.isArray(list) || list.length > LIST_LIMIT) {
        throw badOption('list', `a list of up to ${LIST_LIMIT}`, list)
      }
      const wishes = list.map((wish: SendManyWish, index) =>
        checkWish(wish?.subject, wish, { key: wish?.key, request: wish?.request }, `list[${index}].`),
      )
      const endings = await new ListSender(db, taker, patience).send(wishes)
      if (endings.some(({ kind }) => kind === 'queued')) announceEffects(db)
      return endings.map((ending, index): SendManyResult => {
        const subject = wishes[index]?.subject ?? ''
        if (ending.kind === 'again') throw new TypeError('Expected a verdict for every place')
        return ending.kind === 'failed'
          ? { status: 'failed', subject, error: ending.error }
          : toResult(ending)
      })
    },
  }
}

/** @throws {DaylatchError} BAD_OPTION */
function assertSends(refusal: string | null): void {
  if (refusal !== null) throw badOption('send', 'called for an action without rewards or ranks', refusal)
}

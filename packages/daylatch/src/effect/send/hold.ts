import { setTimeout as pause } from 'node:timers/promises'
import { troubleOf } from '../../dialect/postgres.ts'
import { atomically } from '../../drivers/atomically.ts'
import type { Database, Session } from '../../drivers/database.ts'
import { badOption, DaylatchError } from '../../errors.ts'
import { findCommitted } from '../../once/look-up.ts'
import { RefusedByBackstop } from '../../once/single-claim.ts'
import { assertOutside } from '../assert-outside.ts'
import type { EffectRecord } from '../effect-record.ts'
import type { Gateway } from '../gateway.ts'
import { applyMoves } from '../moves/apply-moves.ts'
import type { Move } from '../moves/move.ts'
import { effectById, toEffect } from '../read/find.ts'
import { releaseClaims } from '../release-claims.ts'
import { settledByBackstop } from './backstop.ts'
import { callOnce } from './call-once.ts'
import type { Ending } from './results.ts'
import { newSendAttempt } from './send-attempt.ts'
import { sendInside } from './send-inside.ts'
import type { SlotTaker } from './take-slots.ts'
import type { CheckedWish } from './wish.ts'

export interface HoldOptions {
  /** Calls the gateway inside the transaction of the claim, under the row locks of its latches. */
  readonly hold: true
  readonly gateway: Gateway
  /**
   * What a definite failure makes of the claims: `release` gives the slots back, `consume` keeps them.
   * @default 'release'
   */
  readonly onFailed?: 'release' | 'consume'
}

/** How often it is begun again when the database undoes it before the gateway was called. */
const ATTEMPTS = 5

/** How much longer than the call a rival waits, in ms, and the lease of the attempt lasts, which nobody else can see. */
const LEASE_MARGIN_MS = 5000

/** @throws {DaylatchError} BAD_OPTION, EFFECT_IN_TRANSACTION */
export function checkHold(
  db: Database,
  wish: CheckedWish,
  { gateway, onFailed = 'release' }: HoldOptions,
): void {
  if (typeof gateway !== 'object' || gateway === null || typeof gateway.send !== 'function') {
    throw badOption('gateway', 'a gateway', gateway)
  }
  if (!Number.isFinite(gateway.timeoutMs) || gateway.timeoutMs <= 0) {
    throw badOption('gateway.timeoutMs', 'a time in milliseconds', gateway.timeoutMs)
  }
  if (onFailed !== 'release' && onFailed !== 'consume')
    throw badOption('onFailed', 'release or consume', onFailed)
  if (wish.wait !== null) throw badOption('wait', 'absent with `hold`, which sends at once', wish.wait.reason)
  assertOutside(db, 'send with hold')
}

/**
 * Claims, calls the gateway and records what it said, in one transaction. Rivals wait at the latch until its commit.
 *
 * Never begun again once the gateway was called. If the session ends during the call, the database takes everything back
 * and lets the next one in, who sends again: nothing of the first is recorded anywhere.
 *
 * @throws {DaylatchError} as `send`; CONNECTION_LOST also when the gateway was called and that could not be recorded
 */
export async function sendHolding(
  db: Database,
  taker: SlotTaker,
  wish: CheckedWish,
  options: HoldOptions & { readonly lockTimeoutMs: number },
): Promise<Exclude<Ending, { readonly kind: 'again' | 'failed' }>> {
  for (let attempt = 1; ; attempt += 1) {
    const run: Run = {}
    try {
      const ending = await holdOnce(db, taker, wish, options, run)
      if (ending.kind === 'failed') throw ending.error
      if (ending.kind !== 'again') return ending
    } catch (error) {
      if (error instanceof RefusedByBackstop) {
        const ending = await settledByBackstop(db, taker, wish, error)
        if (ending.kind === 'already') return ending
      }
      if (run.called !== undefined) return await settleLost(db, run, error)
      const trouble = error instanceof Error ? troubleOf(error) : 'other'
      if (trouble !== 'deadlock' && trouble !== 'serialization') throw error
      if (attempt === ATTEMPTS) throw error
    }
    await pause(Math.random() * 10 * 2 ** attempt)
  }
}

/** What is known of one transaction, however it ends. */
interface Run {
  called?: EffectRecord
  recorded?: Ending
}

async function holdOnce(
  db: Database,
  taker: SlotTaker,
  wish: CheckedWish,
  { gateway, onFailed = 'release', lockTimeoutMs }: HoldOptions & { readonly lockTimeoutMs: number },
  run: Run,
): Promise<Ending> {
  const work = async (session: Session): Promise<Ending> => {
    const [ending] = await sendInside(session, taker, [newSendAttempt(wish)], true)
    if (ending === undefined || ending.kind !== 'queued' || ending.replayed)
      return ending ?? { kind: 'again' }
    const { effect } = ending
    const ids = { subject: effect.subject, id: effect.id, actor: effect.actor }
    const dueInMs = gateway.timeoutMs + LEASE_MARGIN_MS
    await move(session, { ...ids, from: ['pending'], to: 'sending', dueInMs, reason: 'hold' })
    run.called = effect
    const outcome = await callOnce(gateway, effect)
    await move(session, { ...ids, actor: 'gateway', from: ['sending'], attempt: 1, ...outcome })
    if (outcome.to === 'failed' && onFailed === 'release') await releaseClaims(session, [effect])
    const after = toEffect(await session.query({ ...effectById, values: [effect.id] }))
    if (after === null) throw new TypeError('Expected the effect that was just written')
    return (run.recorded = { ...ending, effect: after })
  }
  // A rival waits for the whole call of the one before it.
  const patience = Math.max(lockTimeoutMs, gateway.timeoutMs + LEASE_MARGIN_MS)
  return await atomically(db, { lockTimeoutMs: patience, subjects: wish.subjects, attempts: 1 }, work)
}

async function move(session: Session, wanted: Move): Promise<void> {
  const [outcome] = await applyMoves(session, [wanted])
  if (outcome?.applied !== true) throw new TypeError('Expected nobody else to know of this effect')
}

/** The gateway was called and the transaction did not come to its end as far as we know. */
async function settleLost(
  db: Database,
  { called, recorded }: Run,
  cause: unknown,
): Promise<Exclude<Ending, { readonly kind: 'again' | 'failed' }>> {
  const claim = { subject: called?.subject ?? '', id: called?.claimIds[0] ?? '' }
  const committed = await findCommitted(db, [claim]).catch(() => undefined)
  if (committed !== undefined && recorded?.kind === 'queued') return recorded
  throw new DaylatchError(
    'CONNECTION_LOST',
    'The gateway was called, and what it said is not recorded. Whoever tries next sends again: ask the gateway first.',
    { cause },
  )
}

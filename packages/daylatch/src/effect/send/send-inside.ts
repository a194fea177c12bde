import type { Session, Statement } from '../../drivers/database.ts'
import { DaylatchError } from '../../errors.ts'
import type { ClaimRecord } from '../../once/claim-record.ts'
import { pausePoint } from '../../pause-points.ts'
import { type EffectRecord, toEffectRecord } from '../effect-record.ts'
import { decide, type Decision } from './decide.ts'
import { settleKeys, takeOrReplay } from './keys.ts'
import type { Ending } from './results.ts'
import type { SendAttempt } from './send-attempt.ts'
import { writeEffects } from './statements.ts'
import { inOrder, type SlotTaker, type TakenSlots } from './take-slots.ts'
import { dropUnused, refusable, writeClaimsOf, writtenClaims } from './write-slots.ts'

/**
 * One attempt each for many wishes, in a transaction that is somebody else's to begin and to end: keys, latches, the
 * decision in the order of the list, claims, effects. Whatever it answers is as good as that transaction.
 *
 * @param isLast whether no other attempt follows: a claim in the way counts, even if it is over by now
 * @returns endings in the order of `attempts`
 * @throws {RefusedByBackstop} and whatever else: then the transaction, or its savepoint, has to be rolled back
 */
export async function sendInside(
  session: Session,
  taker: SlotTaker,
  attempts: readonly SendAttempt[],
  isLast: boolean,
): Promise<readonly Ending[]> {
  const { action } = taker.limited
  const known = await takeOrReplay(session, action, attempts)
  const open = attempts.filter((attempt) => !known.has(attempt))
  const decided = open.length === 0 ? new Map() : await take(session, taker, open, isLast)
  await settleKeys(session, action, decided)
  return attempts.map((attempt) => {
    const ending = known.get(attempt) ?? decided.get(attempt)
    if (ending === undefined) throw new TypeError('Expected every attempt to have an ending')
    return ending
  })
}

async function take(
  session: Session,
  taker: SlotTaker,
  attempts: readonly SendAttempt[],
  isLast: boolean,
): Promise<ReadonlyMap<SendAttempt, Ending>> {
  const subjects = [...new Set(attempts.flatMap((attempt) => attempt.subjects))]
  const taken = await taker.take(session, subjects)
  const decisions = decide(attempts, taken.slots, isLast)
  const winners = attempts.filter((_, index) => decisions[index]?.kind === 'won')
  const written = await write(session, taker, taken, winners)
  return new Map(
    attempts.map((attempt, index) => [attempt, toEnding(attempt, decisions[index], written)] as const),
  )
}

interface Written {
  readonly claims: ReadonlyMap<string, ClaimRecord>
  readonly effects: ReadonlyMap<string, EffectRecord>
}

async function write(
  session: Session,
  taker: SlotTaker,
  taken: TakenSlots,
  winners: readonly SendAttempt[],
): Promise<Written> {
  const { limited } = taker
  const subjects = winners.flatMap((winner) => winner.subjects)
  const queueing =
    winners.length === 0 ? [] : [writeClaimsOf(limited, taken, winners), queue(taker, taken, winners)]
  const dropping = dropUnused(limited, taken, winners)
  const answers = await refusable(
    inOrder(session, dropping === undefined ? queueing : [...queueing, dropping], async (done) => {
      if (winners.length > 0 && done === 1) await pausePoint('effect-claimed', subjects)
      if (winners.length > 0 && done === 2) await pausePoint('effect-queued', subjects)
    }),
  )
  if (winners.length === 0) return { claims: new Map(), effects: new Map() }
  const effects = (answers[1]?.rows ?? []).map(toEffectRecord)
  return {
    claims: writtenClaims(answers[0], winners),
    effects: new Map(effects.map((effect) => [effect.id, effect])),
  }
}

function queue(
  { limited: { action, rule } }: SlotTaker,
  { at, period }: TakenSlots,
  winners: readonly SendAttempt[],
): Statement {
  const rows = winners.map(({ wish, claimIds, effect }) => {
    const { subject, subjects, gateway, recipient, wait, actor } = wish
    const row = {
      subject,
      effect_id: effect.id,
      subjects,
      claim_ids: claimIds,
      period: period.key,
      zone: rule.zone,
      ends_at: period.endsAt,
      gateway,
      recipient,
      state: wait === null ? 'pending' : 'held',
      reason: wait === null ? 'asked' : wait.reason,
      due_at: wait === null ? new Date(at).toISOString() : endOf(wait, at),
      actor,
    }
    // The payload is JSON already; parsing it only to write it out again would cost more than all the rest.
    return `${JSON.stringify(row).slice(0, -1)},"payload":${wish.payload}}`
  })
  return { ...writeEffects, values: [action, `[${rows.join(',')}]`, new Date(at).toISOString()] }
}

function endOf({ forMs, until }: NonNullable<SendAttempt['wish']['wait']>, at: number): string {
  if (until !== null) return until.toISOString()
  return forMs === null ? 'infinity' : new Date(at + forMs).toISOString()
}

function toEnding(
  attempt: SendAttempt,
  decision: Decision<SendAttempt> | undefined,
  { claims, effects }: Written,
): Ending {
  if (decision === undefined || decision.kind === 'again') return { kind: 'again' }
  const winner = decision.kind === 'won' ? attempt : decision.winner
  if (winner !== undefined) {
    const subject = decision.kind === 'won' ? attempt.wish.subject : decision.subject
    const claim = claims.get(winner.claimIds[winner.subjects.indexOf(subject)] ?? '')
    const effect = effects.get(winner.effect.id)
    if (claim === undefined || effect === undefined) throw new TypeError('Expected the winner to be written')
    return { kind: decision.kind === 'won' ? 'queued' : 'already', claim, effect, replayed: false }
  }
  if (decision.kind === 'won' || decision.slot.claim === undefined) {
    const text = 'The latch names a claim that is not there. Restore it from a backup.'
    return { kind: 'failed', error: new DaylatchError('INCONSISTENT', text) }
  }
  return { kind: 'already', claim: decision.slot.claim, effect: decision.slot.effect, replayed: false }
}

import { randomUUID } from 'node:crypto'
import type { Session } from '../drivers/database.ts'
import { DaylatchError } from '../errors.ts'
import { type EffectRecord, effectColumns, toEffectRecord } from './effect-record.ts'
import { releaseClaims } from './release-claims.ts'
import { decide } from './send/decide.ts'
import { type LimitedAction, SlotTaker } from './send/take-slots.ts'
import { dropUnused, refusable, writeClaimsOf, writtenClaims } from './send/write-slots.ts'

/** What became of effects whose claims were over. */
export interface MovedToRunningPeriod {
  /** They have the running period's slots, and may leave in it. As they stand now. */
  readonly moved: readonly EffectRecord[]
  /** Somebody has one of their slots. Their claims are released; cancel them, with the reason `period-ended`. */
  readonly ended: readonly EffectRecord[]
  /** A slot changed hands at this very moment. Nothing was done about these; ask again. */
  readonly later: readonly EffectRecord[]
}

/**
 * Gives effects the claims of their new period, with a note in their history. They stay in their state. Their rows are
 * locked and there, so the upsert, which finds them by their keys, inserts none.
 *
 * $1 the effects, as JSON, $2 key and $3 end of the period, $4 its zone, $5 time of the claims.
 */
const moveEffects = {
  name: 'daylatch_move_effects',
  text: `
with moving as materialized (
  select w.* from jsonb_to_recordset($1::jsonb) as w (subject text, effect_id uuid, claim_ids uuid[], detail jsonb)
),
moved as (
  insert into daylatch.effect as e (subject, effect_id, action, subjects, claim_ids, period, zone, ends_at, gateway,
    recipient, payload, state, due_at, asked_at, events)
  select e.subject, e.effect_id, e.action, e.subjects, w.claim_ids, $2, $4, $3::timestamptz, e.gateway,
    e.recipient, e.payload, e.state, e.due_at, e.asked_at, e.events + 1
  from moving w cross join lateral (
    select e.* from daylatch.effect e where e.subject = w.subject and e.effect_id = w.effect_id limit 1
  ) e
  order by e.subject, e.effect_id
  on conflict (subject, effect_id) do update
    set claim_ids = excluded.claim_ids, period = excluded.period, ends_at = excluded.ends_at, zone = excluded.zone,
        events = excluded.events
  returning e.*
),
noted as (
  insert into daylatch.effect_event (subject, effect_id, seq, at, from_state, to_state, attempt, actor, reason, detail)
  select m.subject, m.effect_id, m.events, $5::timestamptz, m.state, m.state, m.attempt, 'dispatcher', 'moved', w.detail
  from moved m join moving w on w.subject = m.subject and w.effect_id = m.effect_id
)
select ${effectColumns} from moved e`,
}

/**
 * Moves effects that never left, and whose claims are over, to the period that runs now: all slots of each, or none.
 * To be called at their first dispatch, in the transaction that has locked their rows.
 *
 * The old claims are released: in that period nothing left. All latches are taken in one sorted statement, so call it
 * once per transaction and action, before anything else that takes latches.
 *
 * @param action the action as it is defined now; its rule says which period runs
 * @param effects of this action, all of different ids, in the order in which they are to get a shared slot
 * @throws {DaylatchError} CLOCK_MISMATCH, INCONSISTENT, and what the statements throw: then roll back
 */
export async function moveToRunningPeriod(
  session: Session,
  action: LimitedAction,
  effects: readonly EffectRecord[],
): Promise<MovedToRunningPeriod> {
  if (effects.length === 0) return { moved: [], ended: [], later: [] }
  const taker = new SlotTaker(action)
  const subjects = [...new Set(effects.flatMap((effect) => effect.subjects))]
  const taken = await taker.take(session, subjects)
  const own = new Set(effects.flatMap((effect) => effect.claimIds))
  // Where only its own claim is in the way, as after a change of zone, the slot is its own to move.
  const slots = new Map(
    [...taken.slots].map(([subject, slot]) => {
      const isOwn = slot.isLocked && slot.claim !== undefined && own.has(slot.claim.id)
      return [subject, isOwn ? { ...slot, isFree: true } : slot]
    }),
  )
  const decisions = decide(effects, slots, false)
  const of = (kind: string): readonly EffectRecord[] =>
    effects.filter((_, index) => decisions[index]?.kind === kind)
  const winners = of('won')
  const losers = of('lost')
  await releaseClaims(session, [...winners, ...losers])
  const dropping = dropUnused(action, taken, winners)
  if (dropping !== undefined) await session.query(dropping)
  if (winners.length === 0) return { moved: [], ended: losers, later: of('again') }

  const claiming = winners.map((effect) => ({
    subjects: effect.subjects,
    claimIds: effect.subjects.map(() => randomUUID()),
    effect: { subject: effect.subject, id: effect.id },
  }))
  writtenClaims(await refusable(session.query(writeClaimsOf(action, taken, claiming))), claiming)
  const rows = winners.map((effect, index) => ({
    subject: effect.subject,
    effect_id: effect.id,
    claim_ids: claiming[index]?.claimIds,
    detail: { from: effect.period, to: taken.period.key },
  }))
  const answer = await session.query({
    ...moveEffects,
    values: [
      JSON.stringify(rows),
      taken.period.key,
      taken.period.endsAt,
      action.rule.zone,
      new Date(taken.at).toISOString(),
    ],
  })
  const moved = new Map(answer.rows.map(toEffectRecord).map((effect) => [effect.id, effect]))
  if (moved.size < winners.length) {
    throw new DaylatchError(
      'INCONSISTENT',
      'An effect that was being moved is gone. Restore it from a backup.',
    )
  }
  return { moved: winners.flatMap(({ id }) => moved.get(id) ?? []), ended: losers, later: of('again') }
}

import type { Database, Row } from '../../drivers/database.ts'
import { ask } from '../../drivers/trouble.ts'
import { epochMs, text, textOrNull, toDate, toNumber } from '../../rows.ts'
import type { JsonValue } from '../json-value.ts'
import { type EffectState, toEffectState } from '../states.ts'
import { assertEffectId } from './effect-id.ts'

/** One line of an effect's history: a move, or, with `from` equal to `to`, something that came too late to be one. */
export interface EffectEvent {
  readonly effectId: string
  readonly subject: string
  /** From 1, without a gap. */
  readonly seq: number
  readonly at: Date
  /** `null` for the first one. */
  readonly from: EffectState | null
  readonly to: EffectState
  /** Of which attempt it tells; 0 before the first. */
  readonly attempt: number
  /** Who did it: `dispatcher`, `gateway`, or whoever decided. */
  readonly actor: string | null
  /** One word for why, or the words of whoever decided. */
  readonly reason: string
  readonly detail: JsonValue
}

/** Select list that {@link toEffectEvent} reads. Wants an event as `v`. */
export const eventColumns: string = `
  v.effect_id, v.subject, v.seq, ${epochMs('v.at')} as at, v.from_state, v.to_state, v.attempt, v.actor, v.reason, v.detail`

/** @throws TypeError when the row is incomplete: a defect of the statement */
export function toEffectEvent(row: Row): EffectEvent {
  const from = textOrNull(row, 'from_state')
  return {
    effectId: text(row, 'effect_id'),
    subject: text(row, 'subject'),
    seq: toNumber(row, 'seq'),
    at: toDate(row, 'at'),
    from: from === null ? null : toEffectState(from),
    to: toEffectState(text(row, 'to_state')),
    attempt: toNumber(row, 'attempt'),
    actor: textOrNull(row, 'actor'),
    reason: text(row, 'reason'),
    detail: JSON.parse(text(row, 'detail')) as JsonValue,
  }
}

// The id alone finds the subject, and the subject leads the key of the events.
const statement = {
  name: 'daylatch_effect_events',
  text: `
select ${eventColumns}
from (select e.subject, e.effect_id from daylatch.effect e where e.effect_id = $1::uuid limit 1) e
  join daylatch.effect_event v on v.subject = e.subject and v.effect_id = e.effect_id
order by v.seq`,
}

/**
 * The whole history of an effect, the oldest first; empty where there is no such effect.
 *
 * @throws {DaylatchError} BAD_OPTION, CONNECTION_LOST, SCHEMA_MISSING, DATABASE
 */
export async function effectEvents(db: Database, id: string): Promise<readonly EffectEvent[]> {
  assertEffectId('id', id)
  const { rows } = await ask(db, async (session) => await session.query({ ...statement, values: [id] }))
  return rows.map(toEffectEvent)
}

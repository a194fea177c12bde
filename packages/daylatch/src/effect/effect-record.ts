import type { Row } from '../drivers/database.ts'
import { epochMs, isTrue, text, textOrNull, toDate, toDateOrNull, toNumber } from '../rows.ts'
import type { JsonValue } from './json-value.ts'
import { type EffectState, openStates, toEffectState } from './states.ts'

/** A committed effect as it stands in the database. */
export interface EffectRecord {
  readonly id: string
  readonly subject: string
  readonly action: string
  /** Everyone whose slot it takes: `subject` first, then the others of the call, such as a telephone number. */
  readonly subjects: readonly string[]
  /** Their claims, in the same order. */
  readonly claimIds: readonly string[]
  /** Key of the claims' period; it may leave until `endsAt`. */
  readonly period: string
  /** IANA time zone by which the period was computed. */
  readonly zone: string
  readonly endsAt: Date
  readonly gateway: string
  /** To whom it was claimed for. It goes to nobody else, whatever becomes of the client's number meanwhile. */
  readonly recipient: string
  readonly payload: JsonValue
  readonly state: EffectState
  /** One word for why it is in this state. */
  readonly reason: string | null
  /**
   * When something is done about it next: `pending`, it may leave; `held`, it goes back to pending; `sending`, its lease
   * ends; `unknown`, it is looked up. `null` where no time does: see `waitsFor`.
   */
  readonly dueAt: Date | null
  /** `time`: for `dueAt`; `decision`: for a person, a receipt or the end of a pause; `null`: for nothing, it is through. */
  readonly waitsFor: 'time' | 'decision' | null
  /** How often it was handed to the gateway. The running attempt's number fences whoever records. */
  readonly attempt: number
  /** When the first attempt began, and the last one. */
  readonly firstSentAt: Date | null
  readonly lastSentAt: Date | null
  /** What the gateway calls it. */
  readonly gatewayRef: string | null
  /** Who asked for it. */
  readonly actor: string | null
  readonly askedAt: Date
  /** Whether a receipt says otherwise than the state. */
  readonly contradicted: boolean
  /** How many events it has, which is the `seq` of the last. */
  readonly events: number
}

/** Select list that {@link toEffectRecord} reads: every name begins with `effect_`, so it can stand beside a claim's. Wants an effect as `e`. */
export const effectColumns: string = `
  e.effect_id, e.subject as effect_subject, e.action as effect_action, pg_catalog.to_json(e.subjects) as effect_subjects,
  pg_catalog.to_json(e.claim_ids) as effect_claim_ids, e.period as effect_period, e.zone as effect_zone,
  ${epochMs('e.ends_at')} as effect_ends_at, e.gateway as effect_gateway, e.recipient as effect_recipient,
  e.payload as effect_payload, e.state as effect_state, e.reason as effect_reason,
  case when isfinite(e.due_at) then ${epochMs('e.due_at')} end as effect_due_at, e.attempt as effect_attempt,
  ${epochMs('e.first_sent_at')} as effect_first_sent_at, ${epochMs('e.last_sent_at')} as effect_last_sent_at,
  e.gateway_ref as effect_gateway_ref, e.actor as effect_actor, ${epochMs('e.asked_at')} as effect_asked_at,
  e.contradicted as effect_contradicted, e.events as effect_events`

/** @throws TypeError when the row is incomplete: a defect of the statement */
export function toEffectRecord(row: Row): EffectRecord {
  const state = toEffectState(text(row, 'effect_state'))
  const dueAt = toDateOrNull(row, 'effect_due_at')
  return {
    id: text(row, 'effect_id'),
    subject: text(row, 'effect_subject'),
    action: text(row, 'effect_action'),
    subjects: JSON.parse(text(row, 'effect_subjects')) as readonly string[],
    claimIds: JSON.parse(text(row, 'effect_claim_ids')) as readonly string[],
    period: text(row, 'effect_period'),
    zone: text(row, 'effect_zone'),
    endsAt: toDate(row, 'effect_ends_at'),
    gateway: text(row, 'effect_gateway'),
    recipient: text(row, 'effect_recipient'),
    payload: JSON.parse(text(row, 'effect_payload')) as JsonValue,
    state,
    reason: textOrNull(row, 'effect_reason'),
    dueAt,
    waitsFor: dueAt !== null ? 'time' : openStates.includes(state) ? 'decision' : null,
    attempt: toNumber(row, 'effect_attempt'),
    firstSentAt: toDateOrNull(row, 'effect_first_sent_at'),
    lastSentAt: toDateOrNull(row, 'effect_last_sent_at'),
    gatewayRef: textOrNull(row, 'effect_gateway_ref'),
    actor: textOrNull(row, 'effect_actor'),
    askedAt: toDate(row, 'effect_asked_at'),
    contradicted: isTrue(row, 'effect_contradicted'),
    events: toNumber(row, 'effect_events'),
  }
}

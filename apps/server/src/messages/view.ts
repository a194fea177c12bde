import type { EffectEvent, EffectReceipt, EffectRecord, JsonValue } from 'daylatch'
import { isAtLeast, type Role } from '../accounts/roles.ts'
import type { Gateways } from '../gateways/registry.ts'
import { clientOfSubject } from '../verdict/message-rules.ts'
import { LONGEST_COUNTED, sizeOf } from '../verdict/segments.ts'

/** Names of today, by id: of clients and of members. Whoever is gone has none. */
export interface Names {
  readonly clients: ReadonlyMap<string, string>
  readonly members: ReadonlyMap<string, string>
}

const GONE = '…'

/** A message as the API shows it. */
export type MessageView = ReturnType<typeof messageView>

/** @param role of whoever asks, who is shown what he may do */
export function messageView(effect: EffectRecord, names: Names, role: Role, gateways: Gateways) {
  const clientId = clientOfSubject(effect.subject) ?? ''
  const text = textOf(effect)
  const { state, actor } = effect
  const isSender = isAtLeast(role, 'sender')
  return {
    id: effect.id,
    client: { id: clientId, name: names.clients.get(clientId) ?? GONE },
    number: effect.recipient,
    text,
    segments: text.length > LONGEST_COUNTED ? 0 : sizeOf(text).segments,
    state,
    reason: effect.reason,
    gateway: effect.gateway,
    sentBy: personView(actor, names),
    askedAt: effect.askedAt.toISOString(),
    dueAt: effect.dueAt?.toISOString() ?? null,
    attempt: effect.attempt,
    period: effect.period,
    zone: effect.zone,
    contradicted: effect.contradicted,
    may: {
      cancel: isSender && (state === 'pending' || state === 'held'),
      lookUp: isSender && state === 'unknown' && gateways.get(effect.gateway)?.gateway.lookUp !== undefined,
      resolve: isSender && state === 'unknown',
    },
  }
}

/** The text of a message. Its payload was made here; one that another program queued may have none. */
export function textOf({ payload }: Pick<EffectRecord, 'payload'>): string {
  const isObject = typeof payload === 'object' && payload !== null && 'text' in payload
  return isObject && typeof payload.text === 'string' ? payload.text : ''
}

function personView(id: string | null, names: Names): { id: string; name: string } | null {
  return id === null ? null : { id, name: names.members.get(id) ?? GONE }
}

/** Those who move effects without being a person. */
const MACHINES: ReadonlySet<string> = new Set(['dispatcher', 'gateway'])

export function isPerson(actor: string | null): actor is string {
  return actor !== null && !MACHINES.has(actor)
}

export function eventView({ seq, at, from, to, attempt, actor, reason, detail }: EffectEvent, names: Names) {
  const by = isPerson(actor) ? 'person' : actor === 'gateway' ? 'gateway' : 'dispatcher'
  return {
    seq,
    at: at.toISOString(),
    from,
    to,
    attempt,
    actor: isPerson(actor) ? personView(actor, names) : null,
    by: by as 'person' | 'gateway' | 'dispatcher',
    reason,
    detail: factsOf(detail),
  }
}

function factsOf(detail: JsonValue): Record<string, unknown> {
  return typeof detail === 'object' && detail !== null ? Object.fromEntries(Object.entries(detail)) : {}
}

export function receiptView({ receivedAt, status, code, attempt, times, verdict }: EffectReceipt) {
  return { at: receivedAt.toISOString(), status, code, attempt, times, verdict }
}

import {
  effectEvents,
  effectReceipts,
  type EffectRecord,
  type EffectState,
  findEffect,
  listEffects,
} from 'daylatch'
import type { Pool, PoolClient } from 'pg'
import type { Role } from '../accounts/roles.ts'
import { Problem } from '../http/problem.ts'
import type { Site } from '../site.ts'
import { clientOfSubject, subjectOfClient } from '../verdict/message-rules.ts'
import { MESSAGE } from './actions.ts'
import { readCursor, writeCursor } from './cursor.ts'
import { eventView, isPerson, messageView, type MessageView, type Names, receiptView } from './view.ts'

const PAGE = 50

/** What is read with: the pool, or the client of a transaction that wants to see its own changes. */
type Queryable = Pick<Pool | PoolClient, 'query'>

/** Messages as whoever asks sees them, with the names that clients and members have now. */
export async function viewsOf(
  site: Site,
  effects: readonly EffectRecord[],
  role: Role,
): Promise<readonly MessageView[]> {
  const clients = effects.map(({ subject }) => clientOfSubject(subject))
  const names = await namesOf(
    site.pool,
    clients,
    effects.map(({ actor }) => actor),
  )
  return effects.map((effect) => messageView(effect, names, role, site.gateways))
}

export async function viewOf(site: Site, effect: EffectRecord, role: Role): Promise<MessageView> {
  const [view] = await viewsOf(site, [effect], role)
  if (view === undefined) throw new TypeError('Expected a view of the message')
  return view
}

export interface MessageFilter {
  readonly state?: EffectState
  readonly clientId?: string
  readonly cursor?: string
}

/** A page of messages, the latest first. @throws {Problem} 400 `invalid-cursor` */
export async function listMessages(
  site: Site,
  { state, clientId, cursor }: MessageFilter,
  role: Role,
): Promise<{ readonly items: MessageView[]; readonly nextCursor: string | null }> {
  const effects = await listEffects(site.reads, {
    action: MESSAGE,
    limit: PAGE,
    ...(state === undefined ? {} : { states: [state] }),
    ...(clientId === undefined ? {} : { subject: subjectOfClient(clientId) }),
    ...(cursor === undefined ? {} : { before: readCursor(cursor) }),
  })
  const last = effects.at(-1)
  const nextCursor = effects.length < PAGE || last === undefined ? null : writeCursor(last)
  return { items: [...(await viewsOf(site, effects, role))], nextCursor }
}

/** The message of this id. @throws {Problem} 404 `unknown-message` */
export async function messageOf(site: Site, id: string): Promise<EffectRecord> {
  const effect = await findEffect(site.reads, id)
  if (effect === null || effect.action !== MESSAGE) throw unknownMessage()
  return effect
}

export function unknownMessage(): Problem {
  return new Problem(404, 'unknown-message', 'There is no such message.')
}

/** A message with everything that has happened to it. @throws {Problem} 404 `unknown-message` */
export async function messageWithHistory(site: Site, id: string, role: Role) {
  const [effect, events, receipts] = await Promise.all([
    messageOf(site, id),
    effectEvents(site.reads, id),
    effectReceipts(site.reads, id),
  ])
  const names = await namesOf(
    site.pool,
    [clientOfSubject(effect.subject)],
    [effect.actor, ...events.map(({ actor }) => actor)],
  )
  return {
    ...messageView(effect, names, role, site.gateways),
    events: events.map((event) => eventView(event, names)),
    receipts: receipts.map(receiptView),
  }
}

async function namesOf(
  db: Queryable,
  clients: readonly (string | null)[],
  members: readonly (string | null)[],
): Promise<Names> {
  const clientIds = [...new Set(clients.filter((id) => id !== null))]
  const memberIds = [...new Set(members.filter(isPerson))]
  if (clientIds.length + memberIds.length === 0) return { clients: new Map(), members: new Map() }
  const { rows } = await db.query<{ kind: 'client' | 'member'; id: string; name: string }>(
    `select 'client' as kind, id::text, name from site.client where id = any($1::uuid[])
     union all
     select 'member', id, name from site.member where id = any($2::text[])`,
    [clientIds, memberIds],
  )
  const of = (kind: string): ReadonlyMap<string, string> =>
    new Map(rows.filter((row) => row.kind === kind).map(({ id, name }) => [id, name]))
  return { clients: of('client'), members: of('member') }
}

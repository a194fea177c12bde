import { type EffectState, findEffect } from 'daylatch'
import type { Pool } from 'pg'
import type { Role } from '../accounts/roles.ts'
import type { Site } from '../site.ts'
import { clientOfSubject, subjectOfClient } from '../verdict/message-rules.ts'
import { MESSAGE, subjectOfNumber } from './actions.ts'
import { viewOf } from './store.ts'
import type { MessageView } from './view.ts'

/** Whether a client can be sent a message now, as far as the limit goes, and who has been first. */
export interface Slot {
  readonly open: boolean
  /** When the slot opens, or opened; `null` where nobody knows the client's zone and it is needed. */
  readonly opensAt: string | null
  readonly limitedBy: 'client' | 'number' | null
  readonly message: MessageView | null
}

/** What is asked of a client. */
export interface SlotOwner {
  readonly id: string
  readonly number: string
  readonly zone: string | null
}

/** Where a client stands now. Promises nothing about the next moment: a send decides. */
export async function slotOf(site: Site, client: SlotOwner, role: Role): Promise<Slot> {
  const zone = site.messages.actions.zoneFor(client)
  if (zone === null) return { open: false, opensAt: null, limitedBy: null, message: null }
  const action = site.messages.actions.of(zone)
  const [ofClient, ofNumber] = await Promise.all([
    action.status(site.reads, subjectOfClient(client.id)),
    action.status(site.reads, subjectOfNumber(client.number)),
  ])
  const taken = ofClient.claim === null ? ofNumber : ofClient
  if (taken.claim === null) {
    return { open: true, opensAt: ofClient.opensAt?.toISOString() ?? null, limitedBy: null, message: null }
  }
  const { effectId } = taken.claim
  const effect = effectId === null ? null : await findEffect(site.reads, effectId)
  return {
    open: false,
    opensAt: latest(ofClient.opensAt, ofNumber.opensAt),
    limitedBy: taken === ofClient ? 'client' : 'number',
    message: effect === null ? null : await viewOf(site, effect, role),
  }
}

function latest(one: Date | null, other: Date | null): string | null {
  if (one === null || other === null) return null
  return (one > other ? one : other).toISOString()
}

/** The latest message of a client, for a list of many. */
export interface LatestMessage {
  readonly id: string
  readonly state: EffectState
  readonly askedAt: string
  readonly sentBy: { readonly id: string; readonly name: string } | null
  readonly period: string
}

/** The latest message of each client who has had one, by the client's id. */
export async function latestMessages(
  pool: Pool,
  clientIds: readonly string[],
): Promise<ReadonlyMap<string, LatestMessage>> {
  if (clientIds.length === 0) return new Map()
  const { rows } = await pool.query<LatestRow>(
    `select e.subject, e.effect_id as id, e.state, e.asked_at as "askedAt", e.period, e.actor, m.name
     from unnest($1::text[]) as c (subject)
       cross join lateral (
         select * from daylatch.effect e where e.subject = c.subject and e.action = $2
         order by e.asked_at desc, e.effect_id desc limit 1
       ) e
       left join site.member m on m.id = e.actor`,
    [clientIds.map(subjectOfClient), MESSAGE],
  )
  return new Map(
    rows.map(({ subject, id, state, askedAt, period, actor, name }) => [
      clientOfSubject(subject) ?? '',
      {
        id,
        state,
        askedAt: askedAt.toISOString(),
        sentBy: actor === null ? null : { id: actor, name: name ?? '…' },
        period,
      },
    ]),
  )
}

interface LatestRow {
  readonly subject: string
  readonly id: string
  readonly state: EffectState
  readonly askedAt: Date
  readonly period: string
  readonly actor: string | null
  readonly name: string | null
}

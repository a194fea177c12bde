import { findEffect } from 'daylatch'
import type { FastifyRequest } from 'fastify'
import { personOf } from '../accounts/identify.ts'
import type { Role } from '../accounts/roles.ts'
import type { Site } from '../site.ts'
import { subjectOfClient } from '../verdict/message-rules.ts'
import { subjectOfNumber } from './actions.ts'
import { ruleFor } from './rule.ts'
import { listMessages, viewOf } from './store.ts'
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

/** What the page of a client shows of messages: where the slot stands, the rule in words, and a page of all of them. */
export async function messagesOfClient(site: Site, request: FastifyRequest, client: SlotOwner) {
  const { role } = personOf(request)
  const [slot, { items, nextCursor }] = await Promise.all([
    slotOf(site, client, role),
    listMessages(site, { clientId: client.id }, role),
  ])
  const rule = ruleFor(request, site.settings.config, site.messages.actions.zoneFor(client))
  return { slot, rule, messages: items, nextCursor }
}

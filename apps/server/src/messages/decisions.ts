import { cancelEffect, DaylatchError, type EffectRecord, fromPg, resolveEffect } from 'daylatch'
import type { PoolClient } from 'pg'
import { inTransaction } from '../accounts/transaction.ts'
import { writeAudit } from '../audit/write-audit.ts'
import type { Site } from '../site.ts'
import { MESSAGE } from './actions.ts'
import { messageOf } from './store.ts'

/** What a decision came to: the message as it is then, and whether it was decided. */
export interface Decided {
  readonly isDone: boolean
  readonly effect: EffectRecord
}

export interface Verdict {
  readonly verdict: 'sent' | 'not-sent'
  /** How it was found out. */
  readonly reason: string
  /** The attempt that was judged. */
  readonly attempt?: number | undefined
}

/** Takes a message back before it leaves; its slots are free with the same commit. @throws {Problem} 404 */
export async function cancelMessage(
  site: Site,
  id: string,
  actor: string,
  note: string | undefined,
): Promise<Decided> {
  await messageOf(site, id)
  return await inTransaction(site.pool, async (client) => {
    const decision = await cancelEffect(fromPg(client), id, {
      actor,
      reason: 'taken-back',
      ...(note === undefined ? {} : { note }),
    })
    if (decision.status === 'absent') return await gone(site, id)
    if (decision.status === 'refused') return { isDone: false, effect: decision.effect }
    await writeAudit(client, { actor, action: 'message.cancelled', target: id })
    return { isDone: true, effect: decision.effect }
  })
}

/** Records what a person found out about a message that nobody knows about. @throws {Problem} 404 */
export async function resolveMessage(
  site: Site,
  id: string,
  actor: string,
  verdict: Verdict,
): Promise<Decided> {
  await messageOf(site, id)
  return await inTransaction(
    site.pool,
    async (client) => await resolveInside(site, client, id, actor, verdict),
  )
}

async function resolveInside(
  site: Site,
  client: PoolClient,
  id: string,
  actor: string,
  { verdict, reason, attempt }: Verdict,
): Promise<Decided> {
  const decision = await resolveEffect(fromPg(client), id, {
    verdict,
    actor,
    reason: 'decided',
    note: reason,
    onFailed: site.settings.config.messages.onFailed,
    ...(attempt === undefined ? {} : { attempt }),
  })
  if (decision.status === 'absent') return await gone(site, id)
  if (decision.status === 'refused') return { isDone: false, effect: decision.effect }
  await writeAudit(client, { actor, action: 'message.resolved', target: id, detail: { verdict } })
  return { isDone: true, effect: decision.effect }
}

/** It was there a moment ago: retention has taken it. */
async function gone(site: Site, id: string): Promise<Decided> {
  return { isDone: false, effect: await messageOf(site, id) }
}

export type RefusedCode = 'unknown-message' | 'not-in-state' | 'busy'

export interface ResolvedMany {
  readonly resolved: readonly string[]
  readonly refused: readonly {
    readonly id: string
    readonly code: RefusedCode
    readonly state: EffectRecord['state'] | null
  }[]
}

/** The same verdict on many, each in a transaction of its own: one that cannot be decided keeps none of the others. */
export async function resolveMany(
  site: Site,
  ids: readonly string[],
  actor: string,
  verdict: Verdict,
): Promise<ResolvedMany> {
  const resolved: string[] = []
  const refused: ResolvedMany['refused'][number][] = []
  for (const id of new Set(ids)) {
    const outcome = await outcomeOf(site, id, actor, verdict)
    if (outcome === undefined) resolved.push(id)
    else refused.push({ id, ...outcome })
  }
  return { resolved, refused }
}

async function outcomeOf(
  site: Site,
  id: string,
  actor: string,
  verdict: Verdict,
): Promise<Omit<ResolvedMany['refused'][number], 'id'> | undefined> {
  try {
    return await inTransaction(site.pool, async (client) => {
      const { rows } = await client.query<{ action: string }>(
        'select action from daylatch.effect where effect_id = $1 limit 1',
        [id],
      )
      if (rows[0]?.action !== MESSAGE) return { code: 'unknown-message', state: null }
      const { isDone, effect } = await resolveInside(site, client, id, actor, verdict)
      return isDone ? undefined : { code: 'not-in-state', state: effect.state }
    })
  } catch (error) {
    // Somebody else holds this one: it can be decided again, and the others need not wait for it.
    if (error instanceof DaylatchError && error.code === 'LOCK_TIMEOUT') return { code: 'busy', state: null }
    throw error
  }
}

import { cancelEffect, fromPg, releaseHeld } from 'daylatch'
import type { Pool, PoolClient } from 'pg'
import { inTransaction } from '../accounts/transaction.ts'
import { writeAudit } from '../audit/write-audit.ts'
import { MESSAGE } from '../messages/actions.ts'
import type { Site } from '../site.ts'
import { subjectOfClient } from '../verdict/message-rules.ts'
import type { ChangedClient } from './change-client.ts'

/**
 * Lets those messages of a client go whose wait another zone makes pointless: for a zone, or for the end of a night by
 * the old one. They are looked at again before they leave. In the transaction of the change: nothing else would ever let
 * them go.
 *
 * @param undoSeconds for so long they can still be taken back, as one that has just been sent
 * @returns how many
 */
export async function letGoByZone(
  tx: PoolClient,
  { before, after }: ChangedClient,
  actor: string,
  undoSeconds: number,
): Promise<number> {
  if (after.zone === null || after.zone === before.zone) return 0
  let released = 0
  for (const id of await waiting(tx, after.id, HELD_FOR_ZONE)) {
    const { status } = await releaseHeld(fromPg(tx), id, {
      actor,
      reason: 'zone-set',
      afterMs: undoSeconds * 1000,
    })
    if (status === 'released') released += 1
  }
  return released
}

/**
 * Cancels the messages that an opt-out, or another number, has made pointless, and gives their slots back. To be called
 * after the commit: an opt-out must not fail because a message is held by somebody. What is left here, or is made
 * meanwhile, is cancelled at dispatch for the same reason; until then it would only seem to wait.
 *
 * @returns how many
 */
export async function cancelPointless(
  site: Site,
  { before, after }: ChangedClient,
  actor: string,
): Promise<number> {
  const reason =
    after.optedOut !== null && before.optedOut === null
      ? 'opted-out'
      : after.number !== before.number
        ? 'number-changed'
        : undefined
  if (reason === undefined) return 0
  let cancelled = 0
  for (const id of await waiting(site.pool, after.id, `state in ('pending', 'held')`)) {
    try {
      if (await cancel(site.pool, id, { actor, reason })) cancelled += 1
    } catch (error) {
      site.log.warn({ err: error }, 'a message of a changed client could not be cancelled; dispatch will')
    }
  }
  return cancelled
}

/** @returns `false` where it has been taken meanwhile: it is with the gateway by now */
async function cancel(
  pool: Pool,
  id: string,
  decision: { readonly actor: string; readonly reason: string },
): Promise<boolean> {
  return await inTransaction(pool, async (tx) => {
    const { status } = await cancelEffect(fromPg(tx), id, decision)
    if (status !== 'cancelled') return false
    const { actor, reason } = decision
    await writeAudit(tx, { actor, action: 'message.cancelled', target: id, detail: { reason } })
    return true
  })
}

const HELD_FOR_ZONE = `state = 'held' and reason in ('zone-unknown', 'quiet-hours')`

async function waiting(db: Pool | PoolClient, clientId: string, which: string): Promise<readonly string[]> {
  const { rows } = await db.query<{ id: string }>(
    `select effect_id as id from daylatch.effect
     where subject = $1 and action = $2 and ${which} order by effect_id`,
    [subjectOfClient(clientId), MESSAGE],
  )
  return rows.map(({ id }) => id)
}

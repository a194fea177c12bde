import type { Database, Row } from '../../drivers/database.ts'
import { ask } from '../../drivers/trouble.ts'
import { epochMs, text, textOrNull, toDate, toNumber } from '../../rows.ts'
import { assertEffectId } from './effect-id.ts'

/** What a gateway can say about a message later on. */
export type ReceiptStatus = 'accepted' | 'delivered' | 'undelivered'

/** What a receipt did: it moved the effect, it was kept and changed nothing, or it contradicts the state. */
export type ReceiptVerdict = 'moved' | 'noted' | 'contradicts'

/** One thing that the gateway said about an attempt, however often it said so. */
export interface EffectReceipt {
  readonly effectId: string
  readonly attempt: number
  readonly status: ReceiptStatus
  /** The gateway's own word for it. */
  readonly code: string | null
  /** When it came the first time. */
  readonly receivedAt: Date
  /** How often it came. */
  readonly times: number
  readonly verdict: ReceiptVerdict
}

const statement = {
  name: 'daylatch_effect_receipts',
  text: `
select r.effect_id, r.attempt, r.status, r.code, ${epochMs('r.received_at')} as received_at, r.times, r.verdict
from (select e.subject, e.effect_id from daylatch.effect e where e.effect_id = $1::uuid limit 1) e
  join daylatch.receipt r on r.subject = e.subject and r.effect_id = e.effect_id
order by r.received_at, r.attempt, r.identity`,
}

/**
 * All receipts of an effect, in the order in which they came first.
 *
 * @throws {DaylatchError} BAD_OPTION, CONNECTION_LOST, SCHEMA_MISSING, DATABASE
 */
export async function effectReceipts(db: Database, id: string): Promise<readonly EffectReceipt[]> {
  assertEffectId('id', id)
  const { rows } = await ask(db, async (session) => await session.query({ ...statement, values: [id] }))
  return rows.map(toReceipt)
}

function toReceipt(row: Row): EffectReceipt {
  return {
    effectId: text(row, 'effect_id'),
    attempt: toNumber(row, 'attempt'),
    status: text(row, 'status') as ReceiptStatus,
    code: textOrNull(row, 'code'),
    receivedAt: toDate(row, 'received_at'),
    times: toNumber(row, 'times'),
    verdict: text(row, 'verdict') as ReceiptVerdict,
  }
}

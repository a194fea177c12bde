import type { Session } from '../drivers/database.ts'
import { DaylatchError } from '../errors.ts'
import { isTrue, text, toNumber } from '../rows.ts'
import { joinEntry, recordColumns, toClaimRecord } from './claim-record.ts'
import { takeKeys } from './key-statements.ts'
import type { MadeUp } from './make-up-result.ts'
import { keyReused, type RequestKey } from './request-key.ts'

/**
 * What a key stands for, with the claim that it names and what that one cost. Entries have no index by claim; only those
 * of the subject are read, and only where a key is found again.
 *
 * An answer that repeats a win is an acknowledgement: the message in the log makes this transaction's commit wait for a
 * synchronous standby.
 *
 * $1 action, $2 subject, $3 claim id of this attempt, $4 key, $5 request hash.
 */
const findKey = {
  name: 'daylatch_make_up_key',
  text: `
select x.claim_id = $3::uuid as held, x.request_hash = $5 as same,
  c.amount as cost, c.unit as cost_unit, c.account as cost_account, c.balance as cost_balance,
  case when x.claim_id <> $3::uuid then pg_catalog.pg_logical_emit_message(true, 'daylatch', '') end,
  ${recordColumns('e.balance')}
from daylatch.claim_key x
  left join lateral (
    select k.* from daylatch.claim k where k.subject = x.subject and k.claim_id = x.claim_id limit 1
  ) k on true ${joinEntry}
  left join lateral (
    select c.* from daylatch.entry c
    where c.subject = x.subject and c.claim_id = x.claim_id and c.kind = 'make-up-cost' limit 1
  ) c on x.claim_id <> $3::uuid
where x.subject = $2 and x.action = $1 and x.key = $4`,
}

/**
 * Takes the key for this attempt, before the latch, as batches do; or finds what it came to before.
 *
 * A refusal undoes the attempt and so gives the key back: a later call with it is judged anew.
 *
 * @throws {DaylatchError} KEY_REUSED, INCONSISTENT
 */
export async function takeOrReplay(
  session: Session,
  action: string,
  subject: string,
  claimId: string,
  { key, hash }: RequestKey,
): Promise<MadeUp | undefined> {
  await session.query({ ...takeKeys, values: [action, [subject], [claimId], [key], [hash]] })
  const { rows } = await session.query({ ...findKey, values: [action, subject, claimId, key, hash] })
  const [row] = rows
  if (row === undefined) throw new TypeError('Expected the key that was taken')
  if (!isTrue(row, 'same')) throw keyReused()
  if (isTrue(row, 'held')) return undefined
  if (row['subject'] == null || (row['reward'] != null && row['balance'] == null)) {
    throw new DaylatchError(
      'INCONSISTENT',
      'The claim that an idempotency key names, or its entry, is gone. Restore it from a backup.',
    )
  }
  const claim = toClaimRecord(row)
  const cost =
    row['cost'] == null
      ? null
      : {
          amount: -toNumber(row, 'cost'),
          unit: text(row, 'cost_unit'),
          account: text(row, 'cost_account'),
          balance: toNumber(row, 'cost_balance'),
        }
  return {
    status: 'made-up',
    claim,
    cost,
    balance: claim.reward?.balance ?? cost?.balance ?? null,
    replayed: true,
  }
}

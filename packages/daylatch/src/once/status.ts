import type { Database } from '../drivers/database.ts'
import { ask } from '../drivers/trouble.ts'
import { periodAt, opensAfter } from '../period/period-at.ts'
import type { Action } from './action.ts'
import { epochMs, joinEntry, recordColumns, text, toClaimRecord } from './claim-record.ts'
import type { StatusResult } from './results.ts'

const statusStatement = {
  name: 'daylatch_status',
  text: `
with clock as materialized (select daylatch.clock() as at)
select ${epochMs('clock.at')} as at, l.released, ${recordColumns('e.balance')}
from clock
  left join daylatch.latch l on l.subject = $2 and l.action = $1
  left join daylatch.claim k on k.subject = l.subject and k.claim_id = l.claim_id ${joinEntry}`,
}

/** Reads where a subject stands: the claim that closes its slot, and when the slot opens. */
export async function findStatus(db: Database, action: Action, subject: string): Promise<StatusResult> {
  const { rows } = await ask(
    db,
    async (session) => await session.query({ ...statusStatement, values: [action.name, subject] }),
  )
  const row = rows[0]
  if (row === undefined) throw new TypeError('Expected one row from the status statement')
  const now = new Date(Number(text(row, 'at')))
  if (row['claim_id'] != null && row['released'] !== 't') {
    const claim = toClaimRecord(row)
    const opensAt = opensAfter(action.rule, claim)
    if (opensAt > now) return { claim, opensAt }
  }
  return { claim: null, opensAt: periodAt(action.rule, now).startsAt }
}

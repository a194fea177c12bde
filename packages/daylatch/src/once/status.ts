import type { Database } from '../drivers/database.ts'
import { ask } from '../drivers/trouble.ts'
import { opensAfter } from '../period/opens-after.ts'
import { periodAt } from '../period/period-at.ts'
import type { Action } from './action.ts'
import { epochMs, joinEntry, recordColumns, text, toClaimRecord, toDate } from './claim-record.ts'
import { findAllowance } from './make-up-allowance.ts'
import type { StatusResult } from './results.ts'

const statusStatement = {
  name: 'daylatch_status',
  text: `
with clock as materialized (select daylatch.clock() as at)
select ${epochMs('clock.at')} as at, l.released, l.claims, l.streak as latch_streak, ${epochMs('l.ends_at')} as latch_ends_at,
  ${recordColumns('e.balance')}
from clock
  left join daylatch.latch l on l.subject = $2 and l.action = $1
  left join daylatch.claim k on k.subject = l.subject and k.claim_id = l.claim_id ${joinEntry}`,
}

/** Reads where a subject stands: the claim that closes its slot, when the slot opens, and what it has come to so far. */
export async function findStatus(db: Database, action: Action, subject: string): Promise<StatusResult> {
  const { row, now, makeUps } = await ask(db, async (session) => {
    const [found] = (await session.query({ ...statusStatement, values: [action.name, subject] })).rows
    if (found === undefined) throw new TypeError('Expected one row from the status statement')
    const at = toDate(found, 'at')
    return { row: found, now: at, makeUps: await findAllowance(session, action, subject, at) }
  })
  const running = periodAt(action.rule, now)
  // The condition under which a claim made now would go on with the streak.
  const goesOn = row['latch_ends_at'] != null && toDate(row, 'latch_ends_at') >= running.startsAt
  const totals = {
    streak: goesOn ? Number(text(row, 'latch_streak')) : 0,
    claims: Number(row['claims'] ?? 0),
    makeUps,
  }
  if (row['claim_id'] != null && row['released'] !== 't') {
    const claim = toClaimRecord(row)
    const opensAt = opensAfter(action.rule, claim)
    if (opensAt === null || opensAt > now) return { claim, opensAt, ...totals }
  }
  return { claim: null, opensAt: running.startsAt, ...totals }
}

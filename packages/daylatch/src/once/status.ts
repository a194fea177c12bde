import type { Database, Row } from '../drivers/database.ts'
import { ask } from '../drivers/trouble.ts'
import { opensAfter } from '../period/opens-after.ts'
import { periodAt } from '../period/period-at.ts'
import type { Period } from '../period/period.ts'
import { isTrue, toNumber } from '../rows.ts'
import type { Action } from './action.ts'
import { epochMs, joinEntry, recordColumns, toClaimRecord, toDate } from './claim-record.ts'
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
  const totals = {
    streak: streakUntil(row, running),
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

/** The chain that a claim made now would go on with. After a release in the same period it is the one before that claim. */
function streakUntil(row: Row, running: Period): number {
  if (row['latch_ends_at'] == null) return 0
  const streak = toNumber(row, 'latch_streak')
  const endsAt = toDate(row, 'latch_ends_at')
  if (isTrue(row, 'released')) return endsAt > running.startsAt ? streak - 1 : 0
  return endsAt >= running.startsAt ? streak : 0
}

import type { Session } from '../drivers/database.ts'
import { periodAt } from '../period/period-at.ts'
import type { Period } from '../period/period.ts'
import { toNumber } from '../rows.ts'
import type { Action } from './action.ts'
import type { StatusResult } from './results.ts'

/**
 * How many make-ups of `action` and `subject` were made in a month. A statement part; one that was released counts no more.
 *
 * @param from parameter of the month's start · @param to parameter of its end
 */
export function countMadeUp(from: string, to: string): string {
  return `(
    select count(*) from daylatch.claim m
    where m.subject = $2 and m.action = $1 and m.kind = 'make-up' and m.released_at is null
      and m.claimed_at >= ${from}::timestamptz and m.claimed_at < ${to}::timestamptz
  )`
}

const usedStatement = {
  name: 'daylatch_make_ups_used',
  text: `select ${countMadeUp('$3', '$4')} as used`,
}

/** The start and the end of a period as parameters of a statement. */
export function bounds({ startsAt, endsAt }: Period): [string, string] {
  return [startsAt.toISOString(), endsAt.toISOString()]
}

/** What a subject has used and has left in the month that runs at `now`. */
export async function findAllowance(
  session: Session,
  { name, makeUp }: Action,
  subject: string,
  now: Date,
): Promise<StatusResult['makeUps']> {
  if (makeUp === null) return null
  const month = periodAt(makeUp.month, now)
  const { rows } = await session.query({ ...usedStatement, values: [name, subject, ...bounds(month)] })
  const usedThisMonth = toNumber(rows[0] ?? {}, 'used')
  return { usedThisMonth, leftThisMonth: Math.max(0, makeUp.perMonth - usedThisMonth) }
}

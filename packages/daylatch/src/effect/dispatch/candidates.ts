import type { Session } from '../../drivers/database.ts'
import { isTrue } from '../../rows.ts'
import { effectColumns, type EffectRecord, toEffectRecord } from '../effect-record.ts'
import type { Allowance } from './allowance.ts'
import type { GatewayPlan } from './gateway-plan.ts'

/** An effect that may leave now, its row locked. */
export interface Candidate {
  readonly effect: EffectRecord
  /** Whether the claim's period is over. */
  readonly isOver: boolean
}

/** Which effects are looked for: whatever is due, or a certain one. */
export type Wanted = { readonly subject: string; readonly id: string; readonly attempt: number } | null

/**
 * Finds what may leave now, locks it, and leaves out what somebody else has locked: nobody is waited for. Counts those
 * under way in the same snapshot, which is younger than the lock of the gateway's row.
 *
 * Sent without a name, so that it is planned for the tables as they are now: a plan that was made when they were empty
 * would be kept.
 *
 * $1 gateway, $2 most that are wanted, $3 most that may be under way, $4 the time, and for a certain one $5 its subject,
 * $6 its id, $7 its latest attempt
 */
function findStatement(state: 'pending' | 'unknown', wanted: Wanted): string {
  const isDue = 'and e.due_at <= $4::timestamptz'
  const isIt = 'and e.subject = $5 and e.effect_id = $6 and e.attempt = $7'
  return `
with busy as materialized (
  select count(*) as n from daylatch.effect e where e.gateway = $1 and e.state = 'sending' and e.due_at is not null
)
select ${effectColumns}, e.ends_at <= $4::timestamptz as is_over
from daylatch.effect e
where e.gateway = $1 and e.state = '${state}'
  ${wanted === null ? isDue : state === 'pending' ? `${isDue} ${isIt}` : isIt}
order by e.due_at
limit (select greatest(0, least($2, $3 - busy.n)) from busy)
for no key update of e skip locked`
}

export async function findCandidates(
  session: Session,
  plan: GatewayPlan,
  allowance: Allowance,
  {
    state,
    wanted,
    limit,
  }: { readonly state: 'pending' | 'unknown'; readonly wanted: Wanted; readonly limit: number },
): Promise<readonly Candidate[]> {
  const { rows } = await session.query({
    text: findStatement(state, wanted),
    values: [
      plan.name,
      Math.min(limit, allowance.attempts),
      allowance.maxInFlight,
      allowance.at,
      ...(wanted === null ? [] : [wanted.subject, wanted.id, wanted.attempt]),
    ],
  })
  return rows.map((row) => ({ effect: toEffectRecord(row), isOver: isTrue(row, 'is_over') }))
}

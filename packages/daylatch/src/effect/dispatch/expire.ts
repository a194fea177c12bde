import type { Session } from '../../drivers/database.ts'
import { text, toNumber } from '../../rows.ts'
import { applyMoves } from '../moves/apply-moves.ts'
import type { Move } from '../moves/move.ts'
import type { GatewayPlan } from './gateway-plan.ts'
import { unknownDue } from './outcome-moves.ts'

const BATCH = 500

/** Whoever has the gateway does it within seconds. */
const STRAY_AFTER = "interval '1 minute'"

/** Whose attempts: of one gateway, of those that are not in `plans`, or everybody's. */
export type Whose = { readonly gateway: string } | 'strangers' | 'all'

/**
 * Calls attempts unknown whose worker has not said in time what became of them. It may be dead, or about to wake up: the
 * gateway may have the message or not. So it is never sent again from here.
 *
 * Of one gateway those whose lease is over; of strangers those whose lease has been over for a minute, which nobody seems
 * to look after any more; of all, after a restore, whatever is with a gateway.
 *
 * @returns how many there were
 */
export async function callUnknown(
  session: Session,
  plans: ReadonlyMap<string, GatewayPlan>,
  whose: Whose,
  reason: string,
): Promise<number> {
  const { condition, value } = conditionOf(whose, plans)
  const { rows } = await session.query({
    text: `
select e.subject, e.effect_id, e.attempt, e.gateway
from daylatch.effect e
where e.state = 'sending' ${condition}
order by e.subject, e.effect_id
limit $1
for no key update of e skip locked`,
    values: [BATCH, ...value],
  })
  await applyMoves(
    session,
    rows.map((row): Move => {
      const attempt = toNumber(row, 'attempt')
      const plan = plans.get(text(row, 'gateway'))
      return {
        subject: text(row, 'subject'),
        id: text(row, 'effect_id'),
        from: ['sending'],
        attempt,
        to: 'unknown',
        reason,
        actor: 'dispatcher',
        // Of a gateway that is not ours, whoever has it looks at it again.
        ...(plan === undefined ? { dueInMs: 0 } : unknownDue(plan, attempt)),
      }
    }),
  )
  return rows.length
}

/** Every gateway that attempts were made at has its row, so strangers are looked for by name, in the index of what is due. */
function conditionOf(
  whose: Whose,
  plans: ReadonlyMap<string, GatewayPlan>,
): { readonly condition: string; readonly value: readonly unknown[] } {
  if (whose === 'all') return { condition: '', value: [] }
  const isOver = 'and e.due_at <= (select daylatch.clock())'
  if (whose !== 'strangers') {
    return { condition: `and e.gateway = $2 ${isOver}`, value: [whose.gateway] }
  }
  const strangers = 'array(select g.gateway from daylatch.gateway g where g.gateway <> all ($2::text[]))'
  return {
    condition: `and e.gateway = any (${strangers}) ${isOver} - ${STRAY_AFTER}`,
    value: [[...plans.keys()]],
  }
}

/** What was held until a time that has come is due again, and checked once more before it leaves. */
export async function releaseDue(session: Session, gateway: string): Promise<number> {
  const { rows } = await session.query({
    text: `
select e.subject, e.effect_id, e.reason
from daylatch.effect e
where e.gateway = $1 and e.state = 'held' and e.due_at <= (select daylatch.clock())
order by e.due_at limit $2
for no key update of e skip locked`,
    values: [gateway, BATCH],
  })
  await applyMoves(
    session,
    rows.map((row): Move => {
      const reason = `${row['reason'] ?? 'held'}-over`
      return {
        subject: text(row, 'subject'),
        id: text(row, 'effect_id'),
        from: ['held'],
        to: 'pending',
        reason,
        actor: 'dispatcher',
      }
    }),
  )
  return rows.length
}

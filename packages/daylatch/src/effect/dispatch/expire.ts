import type { Session } from '../../drivers/database.ts'
import { text, toNumber } from '../../rows.ts'
import { applyMoves } from '../moves/apply-moves.ts'
import type { Move } from '../moves/move.ts'
import type { GatewayPlan } from './gateway-plan.ts'
import { unknownDue } from './outcome-moves.ts'

const BATCH = 500

/**
 * Calls attempts unknown whose worker has not said in time what became of them. It may be dead, or about to wake up: the
 * gateway may have the message or not. So it is never sent again from here.
 *
 * @param gateway one of them, or every gateway that has such attempts
 * @param onlyOver whether only those whose lease is over; after a restore all of them
 * @returns how many there were
 */
export async function callUnknown(
  session: Session,
  plans: ReadonlyMap<string, GatewayPlan>,
  {
    gateway,
    reason,
    onlyOver,
  }: { readonly gateway?: string; readonly reason: string; readonly onlyOver: boolean },
): Promise<number> {
  const { rows } = await session.query({
    text: `
select e.subject, e.effect_id, e.attempt, e.gateway
from daylatch.effect e
where e.state = 'sending' ${gateway === undefined ? '' : 'and e.gateway = $2'}
  ${onlyOver ? 'and e.due_at <= (select daylatch.clock())' : ''}
order by e.subject, e.effect_id
limit $1
for no key update of e skip locked`,
    values: [BATCH, ...(gateway === undefined ? [] : [gateway])],
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

import type { Session } from '../../drivers/database.ts'
import { text } from '../../rows.ts'
import type { EffectState } from '../states.ts'

/** How long until something is due in each state, in ms: zero or less means now. Absent where nothing is. */
export type DueIn = Readonly<Partial<Record<EffectState, number>>>

/**
 * Looks whether there is anything to do for a gateway, and when there will be. Locks nothing. The bound on `due_at` is what
 * lets the partial index answer.
 */
export async function lookWhatIsDue(session: Session, gateway: string): Promise<DueIn> {
  const { rows } = await session.query({
    text: `
with clock as materialized (select daylatch.clock() as at)
select s.state, extract(epoch from d.due_at) * 1000 - extract(epoch from clock.at) * 1000 as due_in
from clock, unnest('{pending,held,sending,unknown}'::text[]) as s (state)
  cross join lateral (
    select e.due_at from daylatch.effect e
    where e.gateway = $1 and e.state = s.state and e.due_at < 'infinity' order by e.due_at limit 1
  ) d`,
    values: [gateway],
  })
  return Object.fromEntries(rows.map((row) => [text(row, 'state'), Number(text(row, 'due_in'))]))
}

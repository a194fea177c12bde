import { atomically } from '../../drivers/atomically.ts'
import type { Database, Row } from '../../drivers/database.ts'
import { ask } from '../../drivers/trouble.ts'
import { assertName, assertText } from '../../options.ts'
import { epochMs, isTrue, text, textOrNull, toDateOrNull, toNumber } from '../../rows.ts'
import type { EffectState } from '../states.ts'
import { announceEffects } from './announce.ts'

/** How a gateway stands, for all dispatchers of the database. */
export interface GatewayState {
  readonly name: string
  /** `open`: its breaker lets nothing through, or one to try it. */
  readonly state: 'working' | 'paused' | 'open'
  /** Why it is paused, as whoever paused it said. */
  readonly reason: string | null
  readonly pausedAt: Date | null
  readonly pausedBy: string | null
  /** When the breaker lets the next one through. */
  readonly until: Date | null
  /** Outcomes without an answer, one after the other. */
  readonly failures: number
  /** Attempts that were ever begun. */
  readonly attempts: number
  /** Effects that something is still to be done about, by state; of those, how old the oldest that is due is, in ms. */
  readonly waiting: Readonly<Partial<Record<EffectState, number>>>
  readonly oldestDueMs: number | null
}

export interface GatewayDecision {
  /** Who decides. */
  readonly actor: string
  /** Shown to whoever asks why. */
  readonly reason: string
}

/**
 * Every gateway that a dispatcher has ever been started with, or that something waits for, by name. Reads, and locks
 * nothing.
 *
 * @throws {DaylatchError}
 */
export async function gatewayStates(db: Database): Promise<readonly GatewayState[]> {
  return await ask(db, async (session) => {
    const { rows } = await session.query({
      text: `
with clock as materialized (select daylatch.clock() as at),
waiting as (
  select e.gateway, e.state, count(*) as n, min(e.due_at) as first_due
  from daylatch.effect e where e.due_at is not null group by e.gateway, e.state
),
name as (select g.gateway from daylatch.gateway g union select w.gateway from waiting w)
select name.gateway, g.paused_at is not null as paused, g.paused_by, g.paused_reason, ${epochMs('g.paused_at')} as paused_at,
  ${epochMs('g.open_until')} as open_until, coalesce(g.failures, 0) as failures,
  coalesce(g.attempts, 0) as attempts,
  coalesce((select json_object_agg(w.state, w.n) from waiting w where w.gateway = name.gateway), '{}') as waiting,
  (select case when isfinite(w.first_due) then greatest(0, ${epochMs('clock.at')} - ${epochMs('w.first_due')}) end
   from waiting w where w.gateway = name.gateway and w.state = 'pending' and w.first_due <= clock.at) as oldest_due
from clock, name left join daylatch.gateway g on g.gateway = name.gateway
order by name.gateway`,
    })
    return rows.map(toState)
  })
}

function toState(row: Row): GatewayState {
  const isPaused = isTrue(row, 'paused')
  const until = toDateOrNull(row, 'open_until')
  return {
    name: text(row, 'gateway'),
    state: isPaused ? 'paused' : until === null ? 'working' : 'open',
    reason: textOrNull(row, 'paused_reason'),
    pausedAt: toDateOrNull(row, 'paused_at'),
    pausedBy: textOrNull(row, 'paused_by'),
    until: isPaused ? null : until,
    failures: toNumber(row, 'failures'),
    attempts: toNumber(row, 'attempts'),
    waiting: JSON.parse(text(row, 'waiting')) as GatewayState['waiting'],
    oldestDueMs: row['oldest_due'] == null ? null : toNumber(row, 'oldest_due'),
  }
}

/**
 * Lets nothing more go to a gateway, from any dispatcher. Changes no effect: what waits goes on waiting, and what is under
 * way ends as it would have.
 *
 * @returns whether it was working before
 * @throws {DaylatchError}
 */
export async function pauseGateway(db: Database, name: string, decision: GatewayDecision): Promise<boolean> {
  return await decide(db, name, decision, 'paused_at is null', {
    text: `set paused_at = daylatch.clock(), paused_by = $2, paused_reason = $3`,
    values: [name, decision.actor, decision.reason],
  })
}

/**
 * Lets messages go to a gateway again, and closes its breaker.
 *
 * @returns whether it was paused or open before
 * @throws {DaylatchError}
 */
export async function resumeGateway(db: Database, name: string, decision: GatewayDecision): Promise<boolean> {
  const isChanged = await decide(db, name, decision, '(paused_at is not null or open_until is not null)', {
    text: `set paused_at = null, paused_by = null, paused_reason = null, failures = 0, open_until = null`,
    values: [name],
  })
  announceEffects(db)
  return isChanged
}

async function decide(
  db: Database,
  name: string,
  { actor, reason }: GatewayDecision,
  condition: string,
  change: { readonly text: string; readonly values: readonly unknown[] },
): Promise<boolean> {
  assertName('name', name)
  assertName('actor', actor)
  assertText('reason', reason)
  return await atomically(db, { lockTimeoutMs: 5000 }, async (session) => {
    await session.query({
      text: `insert into daylatch.gateway (gateway, filled_at) values ($1, daylatch.clock()) on conflict (gateway) do nothing`,
      values: [name],
    })
    const { rows } = await session.query({
      text: `update daylatch.gateway ${change.text} where gateway = $1 and ${condition} returning gateway`,
      values: change.values,
    })
    return rows.length > 0
  })
}

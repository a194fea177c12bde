import type { Row, Session } from '../../drivers/database.ts'
import { epochMs, isTrue, text, toNumber } from '../../rows.ts'
import type { GatewayPlan } from './gateway-plan.ts'

/** How many attempts may be begun now, as far as everything but the number of those under way allows. */
export interface Allowance {
  /** The database's time, exactly as it was read. */
  readonly at: string
  /** The same in ms since 1970. */
  readonly atMs: number
  readonly attempts: number
  /** Most that may be under way at a time: one where the breaker lets a first one through. */
  readonly maxInFlight: number
  /** Tokens of the rate limit before anything is taken; `null` without a limit. */
  readonly tokens: number | null
  /** Where it is none at all: why, and when to look again. */
  readonly refusal: { readonly reason: 'paused' | 'open' | 'rate'; readonly againInMs: number } | null
}

/** Until somebody resumes it; whoever does wakes the dispatchers. */
const PAUSED_MS = 60_000

/** A tenth of a second's tokens may be saved up, and one in any case. */
export function bucketSize(perSecond: number): number {
  return Math.max(1, perSecond / 10)
}

/**
 * Locks the gateway's row, so that every other dispatcher waits with its own take, and computes what may be begun.
 *
 * The lock comes first in every transaction that takes more: gateways, then effects, then latches. The number under
 * way has to be counted by a later statement, whose snapshot sees what the one before us committed.
 */
export async function lockAllowance(session: Session, plan: GatewayPlan): Promise<Allowance> {
  const { rows } = await session.query({
    name: 'daylatch_lock_gateway',
    text: `
with locked as materialized (select * from daylatch.gateway g where g.gateway = $1 for no key update),
clock as materialized (select daylatch.clock() as at from (select count(*) from locked) all_locked)
select clock.at::text as at, ${epochMs('clock.at')} as at_ms, g.paused_at is not null as paused, g.failures, g.tokens,
  extract(epoch from clock.at - g.filled_at) as filled_ago,
  ${epochMs('g.open_until')} - ${epochMs('clock.at')} as open_ms
from locked g, clock`,
    values: [plan.name],
  })
  const row = rows[0]
  if (row === undefined) throw new TypeError(`The row of the gateway ${plan.name} is gone`)
  return allowanceOf(row, plan)
}

function allowanceOf(row: Row, plan: GatewayPlan): Allowance {
  const { perSecond, maxInFlight, breaker } = plan
  const none = { at: text(row, 'at'), atMs: toNumber(row, 'at_ms'), attempts: 0, maxInFlight, tokens: null }
  if (isTrue(row, 'paused')) return { ...none, refusal: { reason: 'paused', againInMs: PAUSED_MS } }
  const openMs = row['open_ms'] == null ? null : toNumber(row, 'open_ms')
  if (openMs !== null && openMs > 0) return { ...none, refusal: { reason: 'open', againInMs: openMs } }
  // The breaker has been open and nobody has answered since: one is let through, and the others wait for what it finds.
  const isHalfOpen = openMs !== null && toNumber(row, 'failures') >= breaker.failures
  const allowed = { ...none, maxInFlight: isHalfOpen ? 1 : maxInFlight, refusal: null }
  if (perSecond === null) return { ...allowed, attempts: allowed.maxInFlight }
  // A clock that was set back must not stop the bucket from filling.
  const filled = toNumber(row, 'tokens') + Math.max(0, toNumber(row, 'filled_ago')) * perSecond
  const tokens = Math.min(bucketSize(perSecond), filled)
  // Sums of fractions may miss a whole token by a hair.
  const attempts = Math.floor(tokens + 1e-9)
  if (attempts > 0) return { ...allowed, attempts, tokens }
  return {
    ...allowed,
    attempts,
    tokens,
    refusal: { reason: 'rate', againInMs: ((1 - tokens) / perSecond) * 1000 },
  }
}

/** Counts the attempts that were begun, and takes their tokens. @returns how many this gateway has seen in all */
export async function chargeGateway(
  session: Session,
  plan: GatewayPlan,
  { at, tokens }: Allowance,
  begun: number,
): Promise<number> {
  const { rows } = await session.query({
    name: 'daylatch_charge_gateway',
    text: `
update daylatch.gateway g
set attempts = g.attempts + $2, tokens = coalesce($3::float8, g.tokens),
  filled_at = case when $3::float8 is null then g.filled_at else $4::timestamptz end
where g.gateway = $1
returning g.attempts`,
    values: [plan.name, begun, tokens === null ? null : Math.max(0, tokens - begun), at],
  })
  return toNumber(rows[0] ?? {}, 'attempts')
}

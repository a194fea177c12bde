import type { Session } from '../../drivers/database.ts'
import { type Attempt, isAnswered, type Outcome } from './attempt.ts'
import type { GatewayPlan } from './gateway-plan.ts'

interface Tally {
  readonly plan: GatewayPlan
  /** Outcomes without an answer since the last answer of the batch, or since its beginning. */
  failures: number
  answered: boolean
}

/**
 * Counts outcomes without an answer, one after the other, and opens the breaker at the limit; an answer of any kind closes
 * it. Changes no effect. The gateways' rows are locked before those of effects, in sorted order, and not at all while
 * everything goes well.
 */
export async function countForBreaker(
  session: Session,
  batch: readonly { readonly attempt: Attempt; readonly outcome: Outcome }[],
): Promise<void> {
  const tallies = new Map<string, Tally>()
  for (const { attempt, outcome } of batch) {
    const { plan } = attempt
    const tally = tallies.get(plan.name) ?? { plan, failures: 0, answered: false }
    tallies.set(plan.name, tally)
    if (isAnswered(outcome)) {
      tally.failures = 0
      tally.answered = true
    } else if (!isOurOwn(outcome)) tally.failures += 1
  }
  for (const name of [...tallies.keys()].toSorted()) {
    const tally = tallies.get(name)
    if (tally !== undefined) await count(session, tally)
  }
}

/** An attempt that this process came too late for says nothing of the gateway. */
function isOurOwn(outcome: Outcome): boolean {
  return (
    outcome.kind === 'refused' && (outcome.code === 'lease-lost' || outcome.code === 'marker-not-written')
  )
}

async function count(session: Session, { plan, failures, answered }: Tally): Promise<void> {
  if (!answered && failures === 0) return
  const { name, breaker } = plan
  const values = [name, answered, failures, breaker.failures, breaker.openMs]
  await session.query({
    name: 'daylatch_count_for_breaker',
    text: `
update daylatch.gateway g
set failures = case when $2 then $3 else g.failures + $3 end,
  open_until = case when case when $2 then $3 else g.failures + $3 end >= $4::integer
    then daylatch.clock() + $5::float8 * interval '1 millisecond' end
where g.gateway = $1 and ($3::integer > 0 or g.failures > 0)`,
    values,
  })
}

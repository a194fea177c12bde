import type { Session } from '../../drivers/database.ts'
import { toDate, toNumber } from '../../rows.ts'
import type { EffectRecord } from '../effect-record.ts'
import type { LookUpAnswer } from '../gateway.ts'
import { messageOf } from './call-gateway.ts'
import type { GatewayPlan } from './gateway-plan.ts'

/** Attempts of an effect, with when each began. */
export type Begun = readonly { readonly number: number; readonly at: Date }[]

export async function attemptsOf(session: Session, { subject, id }: EffectRecord): Promise<Begun> {
  const { rows } = await session.query({
    text: `
select v.attempt, floor(extract(epoch from v.at) * 1000)::bigint as at
from daylatch.effect_event v
where v.subject = $1 and v.effect_id = $2 and v.to_state = 'sending' and v.from_state <> 'sending'
order by v.seq`,
    values: [subject, id],
  })
  return rows.map((row) => ({ number: toNumber(row, 'attempt'), at: toDate(row, 'at') }))
}

/**
 * Asks a gateway what it knows of every attempt at an effect: found if one is, absent only if all are. Never throws:
 * trouble is `unclear`.
 */
export async function askGateway(
  plan: GatewayPlan,
  effect: EffectRecord,
  begun: Begun,
): Promise<LookUpAnswer> {
  const answers: LookUpAnswer[] = []
  for (const { number, at } of begun) {
    const answer = await askAbout(plan, effect, number, at)
    if (answer.found !== 'absent' && answer.found !== 'unclear') return answer
    answers.push(answer)
  }
  const allAbsent = answers.length > 0 && answers.every(({ found }) => found === 'absent')
  return { found: allAbsent ? 'absent' : 'unclear' }
}

async function askAbout(
  plan: GatewayPlan,
  effect: EffectRecord,
  number: number,
  sentAt: Date,
): Promise<LookUpAnswer> {
  const { gateway } = plan
  const control = new AbortController()
  let timer: NodeJS.Timeout | undefined
  const timeout = new Promise<LookUpAnswer>((resolve) => {
    timer = setTimeout(() => {
      control.abort(new Error(`The gateway did not answer within ${gateway.timeoutMs} ms`))
      resolve({ found: 'unclear' })
    }, gateway.timeoutMs)
  })
  const question = { ...messageOf({ effect, number }), gatewayRef: effect.gatewayRef, sentAt }
  try {
    const answer = gateway.lookUp?.(question, { signal: control.signal })
    return await Promise.race([answer ?? { found: 'unclear' as const }, timeout])
  } catch {
    // Nothing was started by asking, so whatever went wrong only leaves the question open.
    return { found: 'unclear' }
  } finally {
    clearTimeout(timer)
  }
}

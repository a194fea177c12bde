import { pausePoint } from '../../pause-points.ts'
import { type GatewayAnswer, type GatewayMessage, LeaseLost, NothingWritten } from '../gateway.ts'
import { type Attempt, type Detail, mayBegin, type Outcome } from './attempt.ts'

/** Longest word for a reason or code that is kept; the rest goes into no history. */
const WORD_LIMIT = 200
const DETAIL_LIMIT = 4000

/**
 * Makes the call. Never throws: whatever happens is an outcome.
 *
 * @param late told an answer that came after the timeout, when `unknown` was the outcome already
 */
export async function callGateway(attempt: Attempt, late: (outcome: Outcome) => void): Promise<Outcome> {
  const { plan } = attempt
  await pausePoint('effect-before-write', [attempt.effect.subject])
  const control = new AbortController()
  let isLate = false
  let timer: NodeJS.Timeout | undefined
  const timeout = new Promise<Outcome>((resolve) => {
    timer = setTimeout(() => {
      isLate = true
      control.abort(new Error(`The gateway did not answer within ${plan.gateway.timeoutMs} ms`))
      resolve({ kind: 'unknown', reason: 'timeout', detail: {} })
    }, plan.gateway.timeoutMs)
  })
  const answer = send(attempt, control.signal).then((outcome) => {
    if (isLate && outcome.kind !== 'unknown') late(outcome)
    return outcome
  })
  try {
    return await Promise.race([answer, timeout])
  } finally {
    clearTimeout(timer)
  }
}

async function send(attempt: Attempt, signal: AbortSignal): Promise<Outcome> {
  const assertLease = (): void => {
    if (!mayBegin(attempt)) throw new LeaseLost()
  }
  try {
    assertLease()
    return toOutcome(await attempt.plan.gateway.send(messageOf(attempt), { signal, assertLease }))
  } catch (error) {
    if (error instanceof LeaseLost) return nothingWritten('lease-lost', error)
    if (error instanceof NothingWritten) return nothingWritten('nothing-written', error)
    return { kind: 'unknown', reason: 'error', detail: { error: word(error) } }
  }
}

function nothingWritten(code: string, error: NothingWritten): Outcome {
  return { kind: 'refused', code, again: true, isAnswer: false, detail: { error: word(error.message) } }
}

export function messageOf({ effect, number }: Pick<Attempt, 'effect' | 'number'>): GatewayMessage {
  const { id, subject, recipient, payload } = effect
  return {
    effectId: id,
    attempt: number,
    attemptId: `${id}.${number}`,
    key: id,
    subject,
    recipient,
    payload,
  }
}

/** An answer of somebody's gateway: whatever does not look like one of the three is no answer. */
function toOutcome(answer: GatewayAnswer): Outcome {
  switch (answer.outcome) {
    case 'accepted':
      return {
        kind: 'accepted',
        gatewayRef: answer.gatewayRef === undefined ? undefined : word(answer.gatewayRef),
        detail: toDetail(answer.detail),
      }
    case 'refused':
      return {
        kind: 'refused',
        code: word(answer.code),
        again: answer.again,
        isAnswer: true,
        detail: toDetail(answer.detail),
      }
    case 'unknown':
      return { kind: 'unknown', reason: word(answer.reason), detail: {} }
    default:
      return { kind: 'unknown', reason: 'unreadable', detail: {} }
  }
}

function word(value: unknown): string {
  return (value instanceof Error ? value.message : String(value)).slice(0, WORD_LIMIT)
}

/** Something that cannot be written as JSON must not keep the outcome from being recorded. */
function toDetail(detail: unknown): Detail {
  if (typeof detail !== 'object' || detail === null) return {}
  try {
    const text = JSON.stringify(detail)
    return text.length > DETAIL_LIMIT ? { shortened: text.slice(0, DETAIL_LIMIT) } : (detail as Detail)
  } catch (error) {
    return { unreadable: word(error) }
  }
}

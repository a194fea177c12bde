import type { EffectRecord } from '../effect-record.ts'
import { type Gateway, type GatewayAnswer, LeaseLost, NothingWritten } from '../gateway.ts'
import type { Move } from '../moves/move.ts'

/** What the outcome of a call makes of an effect. */
export type CallOutcome = Pick<Move, 'dueAt' | 'reason' | 'detail' | 'set'> & {
  readonly to: 'sent' | 'failed' | 'unknown'
}

/** The first and only attempt at an effect. Never throws: whatever happens is an outcome. */
export async function callOnce(gateway: Gateway, effect: EffectRecord): Promise<CallOutcome> {
  const { id, subject, recipient, payload } = effect
  const control = new AbortController()
  const lateAt = performance.now() + gateway.timeoutMs
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<CallOutcome>((resolve) => {
    timer = setTimeout(() => {
      control.abort()
      resolve(unknown(gateway, 'timeout'))
    }, gateway.timeoutMs)
  })
  const message = { effectId: id, attempt: 1, attemptId: `${id}.1`, key: id, subject, recipient, payload }
  const assertLease = (): void => {
    if (performance.now() >= lateAt) throw new LeaseLost()
  }
  const call = async (): Promise<CallOutcome> => {
    try {
      return toOutcome(gateway, await gateway.send(message, { signal: control.signal, assertLease }))
    } catch (error) {
      return error instanceof NothingWritten
        ? { to: 'failed', reason: 'nothing-written', detail: { error: error.message.slice(0, 200) } }
        : unknown(gateway, 'error')
    }
  }
  try {
    return await Promise.race([call(), late])
  } finally {
    clearTimeout(timer)
  }
}

function toOutcome(gateway: Gateway, answer: GatewayAnswer): CallOutcome {
  switch (answer.outcome) {
    case 'accepted':
      return {
        to: 'sent',
        reason: 'accepted',
        detail: answer.detail,
        ...(answer.gatewayRef === undefined ? {} : { set: { gatewayRef: answer.gatewayRef } }),
      }
    case 'refused':
      return { to: 'failed', reason: answer.code, detail: answer.detail }
    default:
      return unknown(gateway, answer.reason)
  }
}

/** Where the gateway can neither be asked nor told the key again, somebody has to decide. */
function unknown({ class: kind }: Gateway, reason: string): CallOutcome {
  const waits = kind === 'callback' || kind === 'blind'
  return waits ? { to: 'unknown', reason, dueAt: 'never' } : { to: 'unknown', reason }
}

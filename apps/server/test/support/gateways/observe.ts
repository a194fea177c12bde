import { type Gateway, type GatewayAnswer, type GatewayMessage, LeaseLost, NothingWritten } from 'daylatch'
import { randomUUID } from 'node:crypto'

/** What whoever dispatches learns of an attempt. */
export type Outcome = GatewayAnswer['outcome'] | 'nothing written'

export interface SendOptions {
  readonly message?: Partial<GatewayMessage>
  /** Whether the lease is over when the gateway asks. */
  readonly leaseIsLost?: boolean
  /** When the dispatcher's patience ends. @default after the gateway's timeout */
  readonly signal?: AbortSignal
}

/** An attempt at a message with a number of Ofcom's for fiction. */
export function someMessage(message: Partial<GatewayMessage> = {}): GatewayMessage {
  const effectId = message.effectId ?? randomUUID()
  const attempt = message.attempt ?? 1
  return {
    effectId,
    attempt,
    attemptId: `${effectId}.${attempt}`,
    key: effectId,
    subject: `client:${randomUUID()}`,
    recipient: '+447700900123',
    payload: { text: 'Your table is ready' },
    ...message,
  }
}

/**
 * Makes an attempt as the dispatcher does: whatever is thrown is unknown, but `NothingWritten`; so is whatever comes
 * after `signal` is aborted. Waits until the gateway has given up as well.
 */
export async function answerOf(
  gateway: Gateway,
  { message, leaseIsLost = false, signal = AbortSignal.timeout(gateway.timeoutMs) }: SendOptions = {},
): Promise<GatewayAnswer | { readonly outcome: 'nothing written'; readonly reason: string }> {
  const assertLease = (): void => {
    if (leaseIsLost) throw new LeaseLost()
  }
  try {
    const answer = await gateway.send(someMessage(message), { signal, assertLease })
    return signal.aborted ? { outcome: 'unknown', reason: 'timeout' } : answer
  } catch (error) {
    if (error instanceof NothingWritten) return { outcome: 'nothing written', reason: error.message }
    return { outcome: 'unknown', reason: String(error) }
  }
}

export async function outcomeOf(gateway: Gateway, options: SendOptions = {}): Promise<Outcome> {
  return (await answerOf(gateway, options)).outcome
}

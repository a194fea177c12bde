import type {
  Gateway,
  GatewayAnswer,
  GatewayClass,
  GatewayMessage,
  LookUpAnswer,
  LookUpQuestion,
  SendContext,
} from 'daylatch'
import { NothingWritten } from 'daylatch'
import type { HttpAnswer, HttpRequest } from '../gateways/http-call.ts'
import { type Endpoint, readEndpoint } from './endpoint.ts'
import { KeptConnections } from './kept-connections.ts'
import { type Delivery, KEY_LIFETIME_MS } from './protocol.ts'

export interface HandsetGatewayOptions {
  /** Of the handset. It is looked for there when it is needed, and may be restarted at any time. */
  readonly folder: string
  /** What it is to be used as: it can do all of it. */
  readonly class: GatewayClass
  readonly timeoutMs: number
  /** Where the receipts of an attempt are posted to. Asked for in the class `callback` only. */
  readonly receiptUrl: (message: GatewayMessage) => string
}

/** Refusals that the handset documents: nothing has arrived. Whether a later attempt may succeed. */
const REFUSALS: ReadonlyMap<string, boolean> = new Map([
  ['refused', true],
  ['ending', true],
  ['no-token', true],
  ['key-reused', false],
  ['bad-message', false],
  ['too-large', false],
])

/** The built-in handset as a gateway. */
export function handsetGateway(options: HandsetGatewayOptions): Gateway {
  const { folder, timeoutMs, receiptUrl } = options
  const connections = new KeptConnections()
  let known: Endpoint | undefined

  async function ask(make: (endpoint: Endpoint) => HttpRequest, context: SendContext): Promise<HttpAnswer> {
    known ??= await readEndpoint(folder)
    if (known === undefined) throw new NothingWritten('the handset does not run')
    try {
      const answer = await connections.call(make(known), context, timeoutMs)
      // Another handset has the port by now.
      if (answer.status === 401) known = undefined
      return answer
    } catch (error) {
      known = undefined
      throw error
    }
  }

  async function lookUp(
    question: LookUpQuestion,
    { signal }: { signal: AbortSignal },
  ): Promise<LookUpAnswer> {
    const { key, attemptId } = question
    const words = new URLSearchParams({ key, attemptId })
    const { status, body } = await ask(
      (endpoint) => ({ method: 'GET', ...to(endpoint, `/attempts?${words.toString()}`) }),
      { signal, assertLease: () => undefined },
    )
    const { message } = objectIn(body)
    if (status === 200 && message === null) return { found: 'absent' }
    if (status !== 200 || typeof message !== 'object') return { found: 'unclear' }
    const { id } = message as { readonly id?: unknown }
    return { found: 'delivered', ...(typeof id === 'string' ? { gatewayRef: id } : {}) }
  }

  return {
    class: options.class,
    timeoutMs,
    ...(options.class === 'keyed' ? { keyLifetimeMs: KEY_LIFETIME_MS } : {}),
    ...(options.class === 'queryable' ? { lookUp } : {}),
    send: async (message, context) => {
      const { attemptId, key, recipient, payload } = message
      const text = textIn(payload)
      if (text === undefined) return { outcome: 'refused', code: 'bad-message', again: false }
      const delivery: Delivery = {
        number: recipient,
        text,
        attemptId,
        key,
        keyed: options.class === 'keyed',
        ...(options.class === 'callback' ? { receiptUrl: receiptUrl(message) } : {}),
      }
      const body = JSON.stringify(delivery)
      return answerOf(
        await ask((endpoint) => ({ method: 'POST', ...to(endpoint, '/messages'), body }), context),
      )
    },
  }
}

function to({ port, token }: Endpoint, path: string): Pick<HttpRequest, 'url' | 'headers'> {
  return {
    url: new URL(`http://127.0.0.1:${port}${path}`),
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
  }
}

function answerOf({ status, body }: HttpAnswer): GatewayAnswer {
  const { id, code } = objectIn(body)
  if (status === 202 && typeof id === 'string') return { outcome: 'accepted', gatewayRef: id }
  const again = status >= 400 && typeof code === 'string' ? REFUSALS.get(code) : undefined
  if (typeof code === 'string' && again !== undefined) return { outcome: 'refused', code, again }
  return { outcome: 'unknown', reason: `an answer with status ${status} that the handset does not document` }
}

/** @throws {SyntaxError} for what is no JSON: nobody knows what it means */
function objectIn(body: string): Readonly<Record<string, unknown>> {
  const value: unknown = JSON.parse(body)
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}

function textIn(payload: GatewayMessage['payload']): string | undefined {
  if (typeof payload !== 'object' || payload === null) return undefined
  const { text } = payload as { readonly text?: unknown }
  return typeof text === 'string' ? text : undefined
}

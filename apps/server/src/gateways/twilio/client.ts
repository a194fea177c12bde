import type { SendContext } from 'daylatch'
import twilio from 'twilio'
import type { RequestOptions } from 'twilio/lib/base/RequestClient.js'
import type response from 'twilio/lib/http/response.js'
import { httpCall, NoAnswer } from '../http-call.ts'

/** Where a call goes to, and in whose name. */
export interface TwilioAccount {
  readonly accountSid: string
  readonly authToken: string
  /** Replaces the host that the library calls. */
  readonly origin: string
}

/**
 * The library's place for another HTTP client. Its own keeps connections, reads proxies and debug levels from the
 * environment, and can repeat requests; ours makes one call, once, after a look at the lease.
 */
class OneCall extends twilio.RequestClient {
  readonly #origin: string
  readonly #context: SendContext
  readonly #timeoutMs: number

  constructor(origin: string, context: SendContext, timeoutMs: number) {
    super({ timeout: timeoutMs, keepAlive: false, autoRetry: false })
    this.#origin = origin
    this.#context = context
    this.#timeoutMs = timeoutMs
  }

  override async request<TData>(options: RequestOptions<TData>): Promise<response.default<TData>> {
    const { method, uri, username = '', password = '', headers = {}, data } = options
    if (method !== 'post') throw new TypeError(`Expected a POST, got ${method}`)
    const { pathname, search } = new URL(uri)
    const {
      status,
      headers: got,
      body,
    } = await httpCall(
      {
        url: new URL(`${this.#origin}${pathname}${search}`),
        method: 'POST',
        headers: {
          ...headers,
          authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`,
        },
        body: new URLSearchParams(data as Record<string, string>).toString(),
      },
      this.#context,
      this.#timeoutMs,
    )
    // To the library any 2xx is one; a message that was made is answered with 201.
    if (status >= 200 && status < 300 && status !== 201) throw new NoAnswer(`an answer with status ${status}`)
    // The library parses texts itself, and makes its errors of them.
    return { statusCode: status, body: body as TData, headers: got, toString: () => `HTTP ${status}` }
  }
}

/** What the library is asked for. */
export interface MessageWish {
  readonly to: string
  readonly body: string
  readonly statusCallback: string
  readonly from?: string
  readonly messagingServiceSid?: string
}

/** What the library says of a message that was made. */
export interface MadeMessage {
  readonly sid: string
  readonly status: string
  readonly errorCode: number
}

/** Makes one message by the library, in one call. @throws whatever the library and the call throw */
export async function createMessage(
  { accountSid, authToken, origin }: TwilioAccount,
  wish: MessageWish,
  context: SendContext,
  timeoutMs: number,
): Promise<MadeMessage> {
  const httpClient = new OneCall(origin, context, timeoutMs)
  // Not from the environment: another host, and a log of requests.
  const client = twilio(accountSid, authToken, { httpClient, region: '', edge: '', logLevel: 'none' })
  return await client.messages.create(wish)
}

/** Whether a request was signed with this token, for this address and these fields. */
export function isSigned(
  authToken: string,
  signature: string,
  url: string,
  fields: Readonly<Record<string, unknown>>,
): boolean {
  return twilio.validateRequest(authToken, signature, url, fields)
}

/** The code of an error that the API has answered with, and its status; `undefined` for any other error. */
export function apiError(error: unknown): { readonly code: number; readonly status: number } | undefined {
  if (!(error instanceof Error)) return undefined
  const { code, status } = error as { readonly code?: unknown; readonly status?: unknown }
  return typeof code === 'number' && typeof status === 'number' ? { code, status } : undefined
}

import { NothingWritten, type SendContext } from 'daylatch'
import { request } from 'node:http'
import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http'
import type { Socket } from 'node:net'
import { openSocket, wordFor } from './open-socket.ts'

/** The longest answer that is read, in bytes. Gateways answer with a line or a small object. */
const LARGEST_ANSWER = 256 * 1024

export interface HttpRequest {
  readonly url: URL
  readonly method: 'GET' | 'POST'
  readonly headers: OutgoingHttpHeaders
  readonly body?: string | undefined
}

export interface HttpAnswer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  /** As UTF-8; bytes that are none are replaced. */
  readonly body: string
}

/** After the first byte was written: nobody knows what became of the request. */
export class NoAnswer extends Error {
  override readonly name: string = 'NoAnswer'
}

/**
 * One request on a connection of its own: no retries, no redirects, no proxy, no connection that was used before. A kept
 * connection may have been closed by the other side already, and whether it took the request then is anybody's guess.
 *
 * The lease is checked when the connection stands, immediately before the request is written.
 *
 * @param timeoutMs for everything together
 * @throws {NothingWritten} exactly if nothing can have been written
 * @throws {NoAnswer} for everything after that: a reset, a timeout, an answer that is cut off or too long
 */
export async function httpCall(
  wanted: HttpRequest,
  { signal, assertLease }: SendContext,
  timeoutMs: number,
): Promise<HttpAnswer> {
  const deadline = new AbortController()
  const timer = setTimeout(() => deadline.abort(new NoAnswer(`no answer within ${timeoutMs} ms`)), timeoutMs)
  const ends = AbortSignal.any([signal, deadline.signal])
  try {
    const socket = await openSocket(wanted.url, ends)
    try {
      assertLease()
      if (ends.aborted) throw new NothingWritten('the time was over before the connection stood')
      return await exchange(wanted, socket, ends)
    } finally {
      socket.destroy()
    }
  } finally {
    clearTimeout(timer)
  }
}

function exchange(wanted: HttpRequest, socket: Socket, ends: AbortSignal): Promise<HttpAnswer> {
  const { url, method, headers, body } = wanted
  return new Promise((resolve, reject) => {
    const fail = (cause: unknown): void => {
      socket.destroy()
      reject(cause instanceof NoAnswer ? cause : new NoAnswer(`no answer (${wordFor(cause)})`, { cause }))
    }
    const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }
    const call = request({
      createConnection: () => socket,
      method,
      path: `${url.pathname}${url.search}`,
      setHost: false,
      headers: { host: url.host, connection: 'close', ...headers, ...length },
    })
    const abort = (): void => {
      fail(ends.reason)
    }
    ends.addEventListener('abort', abort, { once: true })
    call.once('close', () => {
      ends.removeEventListener('abort', abort)
      fail(new NoAnswer('the connection was closed without an answer'))
    })
    call.on('error', fail)
    call.on('upgrade', () => {
      fail(new NoAnswer('the answer is no answer to this request'))
    })
    call.once('response', (response) => {
      const chunks: Buffer[] = []
      let bytes = 0
      response.on('error', fail)
      response.on('data', (chunk: Buffer) => {
        chunks.push(chunk)
        bytes += chunk.length
        if (bytes > LARGEST_ANSWER) fail(new NoAnswer(`an answer of more than ${LARGEST_ANSWER} bytes`))
      })
      response.once('end', () => {
        if (!response.complete) return
        const { statusCode: status = 0, headers: got } = response
        resolve({ status, headers: got, body: Buffer.concat(chunks).toString('utf8') })
      })
    })
    call.end(body)
  })
}

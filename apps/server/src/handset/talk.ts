import { Agent, type IncomingMessage, request } from 'node:http'
import type { Endpoint } from './endpoint.ts'

/** Connections to the handset are kept open, as many as there are messages under way. */
const agent = new Agent({ keepAlive: true, maxSockets: 256 })

export interface Spoken {
  readonly status: number
  readonly body: unknown
}

/** One request to a running handset. @throws what the connection does; {@link SyntaxError} for an answer that is no JSON */
export async function talk(
  endpoint: Endpoint,
  method: string,
  path: string,
  { body, timeoutMs = 5000 }: { readonly body?: unknown; readonly timeoutMs?: number } = {},
): Promise<Spoken> {
  const response = await send(endpoint, method, path, body, timeoutMs)
  let text = ''
  response.setEncoding('utf8')
  for await (const chunk of response as AsyncIterable<string>) text += chunk
  return { status: response.statusCode ?? 0, body: JSON.parse(text) as unknown }
}

/** Resolves with the head of the answer. */
function send(
  { port, token }: Endpoint,
  method: string,
  path: string,
  body: unknown,
  timeoutMs: number,
): Promise<IncomingMessage> {
  const text = body === undefined ? undefined : JSON.stringify(body)
  return new Promise((resolve, reject) => {
    const asked = request({
      host: '127.0.0.1',
      port,
      method,
      path,
      agent,
      signal: AbortSignal.timeout(timeoutMs),
      headers: {
        authorization: `Bearer ${token}`,
        ...(text === undefined
          ? {}
          : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }),
      },
    })
    asked.on('response', resolve)
    asked.on('error', reject)
    asked.end(text)
  })
}

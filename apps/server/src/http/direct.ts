import type { IncomingMessage, ServerResponse } from 'node:http'
import { ALWAYS, sendAtOnce } from './send-at-once.ts'
import type { App } from './server-types.ts'

/**
 * Answers a request past Fastify, its router, hooks and serialisers, or leaves it alone.
 *
 * @returns whether it answers; if not, it has touched neither of the two
 */
export type DirectAnswer = (request: IncomingMessage, response: ServerResponse) => boolean

/** Asks `answer` about every request first. Not any more once the server is closing: then connections end with their answers. */
export function answerDirectly({ server }: App, answer: DirectAnswer): void {
  const others = server.listeners('request')
  server.removeAllListeners('request')
  server.on('request', (request, response) => {
    if (server.listening && answer(request, response)) return
    for (const other of others) Reflect.apply(other, server, [request, response])
  })
}

/** Sends an answer of the API with the headers that all have. */
export function sendJson(
  response: ServerResponse,
  { status, id, body, type = 'application/json; charset=utf-8', headers }: JsonAnswer,
): void {
  if (headers === undefined && sendAtOnce(response, { status, id, type, body })) return
  response.writeHead(status, [
    ...ALWAYS.flat(),
    'x-request-id',
    id,
    'content-type',
    type,
    'content-length',
    String(Buffer.byteLength(body)),
    ...(headers === undefined ? [] : Object.entries(headers).flat()),
  ])
  response.end(body)
}

export interface JsonAnswer {
  readonly status: number
  /** Of the request. */
  readonly id: string
  readonly body: string
  readonly type?: string
  readonly headers?: Readonly<Record<string, string>>
}

const WEIRD = ['idempotency-key', 'transfer-encoding', 'expect', 'content-encoding'] as const

/**
 * How long the body is, if the request is a plain one: no body, or a short one of JSON, and no header that asks for more
 * than an answer. `undefined` for any other.
 */
export function plainBodyLength({ headers }: IncomingMessage, longest: number): number | undefined {
  for (const name of WEIRD) if (headers[name] !== undefined) return undefined
  const type = headers['content-type']
  const length = headers['content-length'] ?? '0'
  if (length === '0') return type === undefined ? 0 : undefined
  const bytes = /^[1-9]\d{0,3}$/.test(length) ? Number(length) : Infinity
  return type === 'application/json' && bytes <= longest ? bytes : undefined
}

/** Reads a body to its end. Never called back where the client goes away before. */
export function readBody(request: IncomingMessage, done: (body: Buffer) => void): void {
  const pieces: Buffer[] = []
  request.on('data', (piece: Buffer) => pieces.push(piece))
  request.on('end', () => done(Buffer.concat(pieces)))
}

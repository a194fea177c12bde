import type { FastifyReply, FastifyRequest } from 'fastify'
import { createHash } from 'node:crypto'
import { Type } from 'typebox'
import { Problem } from './problem.ts'

const ACCEPTED = /^[\x21-\x7e]{1,200}$/

/** The `headers` schema of a route that takes a key. It describes; `takeIdempotencyKey` refuses. */
export const IdempotencyHeaders = Type.Object({
  'idempotency-key': Type.Optional(
    Type.String({
      description:
        "A name of the client's choice for this request, 1 to 200 visible ASCII characters: sent again with the same body " +
        'within seven days, it is answered as the first time, with `Idempotency-Replayed: true`.',
    }),
  ),
})

/** What a request with a key stands for. */
export interface KeyedRequest {
  readonly key: string
  /** Method, route and body: the same key with another one of these is a mistake of the client. */
  readonly request: string
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by `takeIdempotencyKey`; null without the header. */
    idempotencyKey: string | null
  }
}

/**
 * A hook for routes that claim or spend: takes the header `Idempotency-Key`. Runs before validation, so that a bad key
 * has the code of its own.
 *
 * @throws {Problem} 400 `invalid-idempotency-key`
 */
export async function takeIdempotencyKey(request: FastifyRequest): Promise<void> {
  const given = request.headers['idempotency-key']
  if (given !== undefined && (typeof given !== 'string' || !ACCEPTED.test(given))) {
    const detail = 'Idempotency-Key must be 1 to 200 visible ASCII characters.'
    throw new Problem(400, 'invalid-idempotency-key', detail)
  }
  request.idempotencyKey = given ?? null
  await Promise.resolve()
}

/** The key with what it stands for, or `undefined` without one. Bodies that mean the same have to be made equal before. */
export function keyedRequest(request: FastifyRequest, body: unknown): KeyedRequest | undefined {
  const key = request.idempotencyKey
  if (key === null) return undefined
  const { method, params } = request
  const what = JSON.stringify([method, request.routeOptions.url ?? '', params ?? {}, body ?? null])
  return { key, request: what }
}

export function hashOfRequest({ request }: KeyedRequest): string {
  return createHash('sha256').update(request).digest('base64url')
}

/** Says that the answer is the one of an earlier request with the same key. */
export function markReplayed(reply: FastifyReply): void {
  reply.header('idempotency-replayed', 'true')
}

export function keyReused(cause?: unknown): Problem {
  const detail = 'This Idempotency-Key was sent with another request before. Nothing was done; use a new key.'
  return new Problem(422, 'idempotency-key-reused', detail, { cause })
}

import type { FastifyRequest } from 'fastify'
import { Problem } from '../http/problem.ts'
import type { Site } from '../site.ts'
import { findApiKey, KEY_PREFIX } from './keys.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** What the key of this request may do; set by `requireApiKey`. */
    keyActions: readonly string[] | null
  }
}

const BEARER = new RegExp(`^Bearer (${KEY_PREFIX}[A-Za-z0-9_-]{43})$`, 'i')

/** A hook for routes of other people's back ends. Cookies mean nothing here. @throws {Problem} 401 `invalid-api-key` */
export function requireApiKey(site: Site): (request: FastifyRequest) => Promise<void> {
  return async (request) => {
    const key = BEARER.exec(request.headers.authorization ?? '')?.[1]
    const found = key === undefined ? undefined : await findApiKey(site.pool, key)
    if (found === undefined) {
      const detail = 'Send a key that works: `Authorization: Bearer dlk_…`.'
      throw new Problem(401, 'invalid-api-key', detail, { headers: { 'www-authenticate': 'Bearer' } })
    }
    request.keyActions = found.actions
  }
}

/** @throws {Problem} 403 `action-not-allowed` */
export function assertAllowed(request: FastifyRequest, action: string): void {
  if (request.keyActions?.includes(action) !== true) {
    throw new Problem(403, 'action-not-allowed', 'This key is not for that action.')
  }
}

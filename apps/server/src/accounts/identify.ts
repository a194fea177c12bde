import type { FastifyReply, FastifyRequest } from 'fastify'
import { Problem } from '../http/problem.ts'
import type { Site } from '../site.ts'
import { authHeaders, isSecure } from './call-auth.ts'
import { cookieAttributes, readCookie, SESSION_COOKIE } from './cookie-header.ts'
import { HOT_COOKIE, HOT_COOKIE_MS } from './hot-cookie.ts'
import type { Person } from './person.ts'
import { isAtLeast, isRole, type Role, type StaffRole } from './roles.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Who is asking; set by `requirePerson`. */
    person: Person | null
  }
}

/** A hook for routes that need a member: 401 without one, else `request.person` is set. */
export function requirePerson(site: Site): (request: FastifyRequest, reply: FastifyReply) => Promise<void> {
  return async (request, reply) => {
    request.person = await personIfAny(site, request, reply)
    if (request.person === null) {
      throw new Problem(401, 'not-signed-in', 'Sign in first.')
    }
  }
}

/**
 * A hook for the routes of one role. Always asks the session in the database, for reads too: a role that was taken away
 * is gone with the next request.
 *
 * @throws {Problem} 401 `not-signed-in`, 403 `not-allowed`
 */
export function requireRole(
  site: Site,
  role: Role,
): (request: FastifyRequest, reply: FastifyReply) => Promise<void> {
  return async (request, reply) => {
    request.person = await fromSession(site, request, reply)
    if (request.person === null) throw new Problem(401, 'not-signed-in', 'Sign in first.')
    if (request.person.role !== role) {
      throw new Problem(403, 'not-allowed', `This is for members with the role ${role}.`)
    }
  }
}

/**
 * A hook for the routes of the staff, open to this role and to those above it: viewer, sender, editor, admin. Asks the
 * session in the database as `requireRole` does.
 *
 * @throws {Problem} 401 `not-signed-in`, 403 `not-allowed`
 */
export function requireStaff(
  site: Site,
  atLeast: StaffRole,
): (request: FastifyRequest, reply: FastifyReply) => Promise<void> {
  return async (request, reply) => {
    request.person = await fromSession(site, request, reply)
    if (request.person === null) throw new Problem(401, 'not-signed-in', 'Sign in first.')
    if (!isAtLeast(request.person.role, atLeast)) {
      throw new Problem(403, 'not-allowed', `This is for the staff, from the role ${atLeast} on.`)
    }
  }
}

/** Who is asking, or `null`: for routes that anybody may ask, and that tell a member more. */
export async function personIfAny(
  site: Site,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Person | null> {
  const known = fromHotCookie(site, request.headers.cookie, request.method !== 'GET')
  return known ?? (await fromSession(site, request, reply))
}

export function personOf(request: FastifyRequest): Person {
  if (request.person === null) throw new TypeError('Expected the route to have the hook `requirePerson`')
  return request.person
}

/**
 * Without the database, unless the feed is old, names the person, or a member of the staff wants to change something.
 *
 * @param header the whole `Cookie` header
 */
export function fromHotCookie(
  site: Pick<Site, 'hotCookies' | 'revocations'>,
  header: string | undefined,
  isChange: boolean,
): Person | undefined {
  const cookie = readCookie(header, HOT_COOKIE)
  if (cookie === undefined || !site.revocations.isFresh) return undefined
  const person = site.hotCookies.verify(cookie)
  if (person === undefined || site.revocations.isNamed(person.id, person.sessionId)) return undefined
  return person.role !== 'member' && isChange ? undefined : person
}

/** Asks the session in the database, and gives the client a new hot cookie. */
async function fromSession(site: Site, request: FastifyRequest, reply: FastifyReply): Promise<Person | null> {
  if (readCookie(request.headers.cookie, SESSION_COOKIE) === undefined) return null
  const found = await site.auth.api.getSession({
    headers: authHeaders(request),
    query: { disableRefresh: true },
  })
  if (found === null || found.user.bannedAt != null || !isRole(found.user.role)) return null
  const person = { id: found.user.id, role: found.user.role, sessionId: found.session.id }
  const attributes = `Max-Age=${HOT_COOKIE_MS / 1000}; ${cookieAttributes(isSecure(request))}`
  reply.header('set-cookie', `${HOT_COOKIE}=${site.hotCookies.issue(person)}; ${attributes}`)
  return person
}

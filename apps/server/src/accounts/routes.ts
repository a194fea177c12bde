import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { FORM_OR_JSON, Problem, problems, WRITE_REFUSALS } from '../http/problem.ts'
import type { App } from '../http/server-types.ts'
import type { Site } from '../site.ts'
import { asSession, asSignedIn } from './answers.ts'
import { authHeaders, callAuth, isSecure, passCookies } from './call-auth.ts'
import { cookieAttributes } from './cookie-header.ts'
import { emailOf, withCountedPassword } from './counted-password.ts'
import { HOT_COOKIE } from './hot-cookie.ts'
import { personOf, requirePerson } from './identify.ts'
import { joinByInvitation } from './join.ts'
import {
  CredentialsSchema,
  PasswordChangeSchema,
  RegistrationSchema,
  SessionSchema,
  SignedInSchema,
} from './schemas.ts'
import { countSignUp } from './sign-up-limit.ts'

/** These two take nothing; a body that says something is a mistake of the caller's. */
const NoBody = Type.Union([Type.Null(), Type.Object({}, { additionalProperties: false })], {
  description: 'Nothing',
})

const Done = Type.Object({ success: Type.Literal(true) })

/** better-auth's addresses, behind our own validation, limit and refusals. No other of its routes can be reached. */
export function accountRoutes(app: App, site: Site): void {
  signUpRoute(app, site)
  app.post(
    '/api/auth/sign-in/email',
    {
      schema: {
        operationId: 'signIn',
        consumes: FORM_OR_JSON,
        tags: ['accounts'],
        body: CredentialsSchema,
        response: { 200: SignedInSchema, ...problems(...WRITE_REFUSALS, 401, 429) },
      },
    },
    async (request, reply) =>
      await withCountedPassword(site, request, request.body.email, async () =>
        asSignedIn(await callAuth(site.auth, request, reply, '/sign-in/email', request.body)),
      ),
  )
  app.post(
    '/api/auth/sign-out',
    {
      schema: {
        operationId: 'signOut',
        tags: ['accounts'],
        body: NoBody,
        response: { 200: Done, ...problems(...WRITE_REFUSALS) },
      },
    },
    async (request, reply) => {
      await signOut(site, request, reply)
      return { success: true as const }
    },
  )
  app.post(
    '/api/auth/change-password',
    {
      onRequest: requirePerson(site),
      schema: {
        operationId: 'changePassword',
        consumes: FORM_OR_JSON,
        tags: ['accounts'],
        description: 'Ends all other sessions of the member.',
        body: PasswordChangeSchema,
        response: { 200: Done, ...problems(...WRITE_REFUSALS, 401, 429) },
      },
    },
    async (request, reply) => {
      const { id } = personOf(request)
      const email = await emailOf(site.pool, id)
      const body = { ...request.body, revokeOtherSessions: true }
      await withCountedPassword(site, request, email, async () => {
        await site.revocations.put('member', id)
        await callAuth(site.auth, request, reply, '/change-password', body)
      })
      return { success: true as const }
    },
  )
  sessionRoutes(app, site)
}

function signUpRoute(app: App, site: Site): void {
  app.post(
    '/api/auth/sign-up/email',
    {
      schema: {
        operationId: 'signUp',
        consumes: FORM_OR_JSON,
        tags: ['accounts'],
        body: RegistrationSchema,
        response: { 200: SignedInSchema, ...problems(...WRITE_REFUSALS, 422, 429) },
      },
    },
    async (request, reply) => {
      const { signUp, config } = site.settings
      const { email, password, invitation } = request.body
      if (invitation === undefined && signUp === 'closed') {
        throw new Problem(403, 'sign-up-closed', 'This site does not take registrations.')
      }
      if (invitation === undefined && signUp === 'invite') {
        throw new Problem(403, 'invitation-required', 'This site takes registrations by invitation only.')
      }
      const name = visibleName(request.body.name)
      await countSignUp(site.pool, request.socket.remoteAddress ?? '', config.limits.signUpsPerMinute)
      if (invitation !== undefined) {
        await joinByInvitation(site, { name, email, password, invitation })
        return asSignedIn(await callAuth(site.auth, request, reply, '/sign-in/email', { email, password }))
      }
      return asSignedIn(
        await callAuth(site.auth, request, reply, '/sign-up/email', { name, email, password }),
      )
    },
  )
}

function sessionRoutes(app: App, site: Site): void {
  const response = { 200: SessionSchema, ...problems(503) }
  app.get(
    '/api/auth/get-session',
    {
      schema: {
        operationId: 'getSession',
        tags: ['accounts'],
        description: 'Reads the session and changes nothing; `null` without one.',
        response,
      },
    },
    async (request, reply) => await sessionOf(site, request, reply, 'GET'),
  )
  app.post(
    '/api/auth/get-session',
    {
      schema: {
        operationId: 'refreshSession',
        tags: ['accounts'],
        description: 'Reads the session and prolongs it where it is due.',
        body: NoBody,
        response: { ...response, ...problems(...WRITE_REFUSALS) },
      },
    },
    async (request, reply) => await sessionOf(site, request, reply, 'POST'),
  )
}

/** Asked by a call and not by a request: as a request better-auth hides that the database is away in a bare 500. */
async function sessionOf(site: Site, request: FastifyRequest, reply: FastifyReply, method: 'GET' | 'POST') {
  const { response, headers } = await site.auth.api.getSession({
    headers: authHeaders(request),
    method,
    returnHeaders: true,
  })
  passCookies(headers, request, reply)
  return asSession(JSON.parse(JSON.stringify(response)))
}

/** The entry in the feed comes first: a process that crashes in between has then distrusted a session for nothing. */
async function signOut(site: Site, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const found = await site.auth.api.getSession({
    headers: authHeaders(request),
    query: { disableRefresh: true },
  })
  if (found !== null) await site.revocations.put('session', found.session.id)
  await callAuth(site.auth, request, reply, '/sign-out', {})
  reply.header('set-cookie', `${HOT_COOKIE}=; Max-Age=0; ${cookieAttributes(isSecure(request))}`)
}

/** @throws {Problem} 400 where a name has nothing visible in it */
export function visibleName(name: string): string {
  const trimmed = name.trim()
  if (!/[^\p{C}\p{Z}]/u.test(trimmed)) {
    throw new Problem(400, 'invalid-input', 'body.name must have a visible character')
  }
  return trimmed
}

import { isAPIError } from 'better-auth/api'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Problem } from '../http/problem.ts'
import { ADDRESS_HEADER, type Auth } from './auth.ts'

const LONGEST_USER_AGENT = 256

/** Whether the browser's side of this connection is https. Who lies about it only makes his own cookies stricter. */
export function isSecure(request: FastifyRequest): boolean {
  return (
    request.headers.origin?.startsWith('https://') === true ||
    request.headers['x-forwarded-proto'] === 'https'
  )
}

/**
 * Hands a request that we have validated to better-auth, and its cookies to the client.
 *
 * Of the client's headers only the cookies and a shortened user agent are passed on. A refusal becomes a problem.
 *
 * @param path of better-auth, such as `/sign-in/email`
 * @returns the body of a success
 */
export async function callAuth(
  auth: Auth,
  request: FastifyRequest,
  reply: FastifyReply,
  path: string,
  body: Readonly<Record<string, unknown>>,
): Promise<unknown> {
  const headers = authHeaders(request)
  headers.set('content-type', 'application/json')
  const init = { method: 'POST', body: JSON.stringify(body), headers }
  const response = await answerOf(auth, new Request(`http://localhost/api/auth${path}`, init))
  passCookies(response.headers, request, reply)
  const text = await response.text()
  const answer: unknown = text === '' ? null : JSON.parse(text)
  if (!response.ok) throw refusal(response.status, answer)
  return answer
}

/** What better-auth sets on the client, `Secure` where that is right. */
export function passCookies(headers: Headers, request: FastifyRequest, reply: FastifyReply): void {
  for (const cookie of headers.getSetCookie()) {
    reply.header('set-cookie', isSecure(request) ? `${cookie}; Secure` : cookie)
  }
}

export function authHeaders(request: FastifyRequest): Headers {
  const headers = new Headers({ [ADDRESS_HEADER]: request.socket.remoteAddress ?? '' })
  const { cookie } = request.headers
  if (cookie !== undefined) headers.set('cookie', cookie)
  const agent = request.headers['user-agent']
  if (agent !== undefined) headers.set('user-agent', agent.slice(0, LONGEST_USER_AGENT))
  return headers
}

async function answerOf(auth: Auth, request: Request): Promise<Response> {
  try {
    return await auth.handler(request)
  } catch (error) {
    // One of 500 and more hides what really happened in its cause: the error handler looks there.
    if (!isAPIError(error) || error.statusCode >= 500) throw error
    throw refusal(error.statusCode, error.body, error)
  }
}

const RENAMED: Readonly<Record<string, string>> = {
  'user-already-exists-use-another-email': 'email-taken',
  'user-already-exists': 'email-taken',
  'failed-to-create-user': 'email-taken',
}

function refusal(status: number, answer: unknown, cause?: unknown): Problem {
  const { code, message } = (typeof answer === 'object' && answer !== null ? answer : {}) as {
    readonly code?: unknown
    readonly message?: unknown
  }
  const kebab = typeof code === 'string' ? code.toLowerCase().replaceAll('_', '-') : 'refused'
  const detail = typeof message === 'string' && message !== '' ? message : 'The request was refused.'
  return new Problem(status, RENAMED[kebab] ?? kebab, detail, { cause })
}

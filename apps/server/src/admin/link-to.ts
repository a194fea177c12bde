import type { FastifyRequest } from 'fastify'
import { isSecure } from '../accounts/call-auth.ts'

/**
 * The address of a page with a one-time token, as the administrator who asks sees this site. The token stands in the
 * fragment, which browsers send to nobody. Whoever lies about the host lies to himself: he alone gets the answer.
 */
export function linkTo(request: FastifyRequest, page: string, token: string): string {
  const path = `${page}#token=${token}`
  const address = `${isSecure(request) ? 'https' : 'http'}://${request.host}${path}`
  return URL.canParse(address) ? address : path
}

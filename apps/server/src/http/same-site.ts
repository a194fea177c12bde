import type { IncomingHttpHeaders } from 'node:http'
import { Problem } from './problem.ts'

const READS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Refuses a change that a page of another site asks a member's browser for.
 *
 * Every browser of today says on a POST where it comes from: `Sec-Fetch-Site`, `Origin`, at the very least `Referer`.
 * A script with a cookie jar says nothing, and passes: nobody else can make it send its cookies. Hosts are compared
 * without the scheme, because a proxy that ends TLS hands us plain HTTP; it must pass the `Host` header on.
 *
 * @throws {Problem} 403 `foreign-page`
 */
export function refuseForeignPage(method: string, headers: IncomingHttpHeaders): void {
  if (READS.has(method)) return
  if (!comesFromHere(headers)) {
    const detail = 'This was sent from a page of another site. Open this site itself and do it there.'
    throw new Problem(403, 'foreign-page', detail)
  }
}

/** Whether a page of this site asks, or no page at all. */
export function comesFromHere(headers: IncomingHttpHeaders): boolean {
  const site = headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false
  const { origin, referer, host } = headers
  if (origin === 'null') return site === 'same-origin'
  const source = origin ?? referer
  return source === undefined || hostOf(source) === host?.toLowerCase()
}

function hostOf(address: string): string | undefined {
  return URL.canParse(address) ? new URL(address).host : undefined
}

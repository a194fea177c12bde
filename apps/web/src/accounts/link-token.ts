/** The pages that a one-time link opens. */
const linkPages = ['/set-up', '/join', '/new-password'] as const
export type LinkPage = (typeof linkPages)[number]

let taken: { readonly page: LinkPage; readonly token: string } | undefined

/**
 * Takes the one-time token out of the address bar, once, before anything else runs.
 *
 * It stands in the fragment, which browsers send to no server; taken out here, it stays out of the history,
 * of screenshots and of a copied address too. It lives in this page's memory only: a reload needs the link again.
 */
export function takeLinkToken(): void {
  const { pathname, hash } = globalThis.location
  const page = linkPages.find((one) => one === pathname)
  const token = new URLSearchParams(hash.slice(1)).get('token')
  if (!page || !token) return
  taken = { page, token }
  globalThis.history.replaceState(null, '', pathname)
}

/** The token that came with the link to this page. */
export function linkToken(page: LinkPage): string | undefined {
  return taken?.page === page ? taken.token : undefined
}

/** The token works once; after that nothing holds it. */
export function forgetLinkToken(): void {
  taken = undefined
}

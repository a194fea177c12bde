let token: string | undefined

/**
 * Takes the one-time token out of the address bar, once, before anything else runs.
 *
 * It stands in the fragment, which browsers send to no server; taken out here, it stays out of the history,
 * of screenshots and of a copied address too. It lives in this page's memory only: a reload needs the link again.
 */
export function takeSetUpToken(): void {
  const { pathname, hash } = globalThis.location
  if (pathname !== '/set-up') return
  const found = new URLSearchParams(hash.slice(1)).get('token')
  if (!found) return
  token = found
  globalThis.history.replaceState(null, '', pathname)
}

export function setUpToken(): string | undefined {
  return token
}

/** The token works once; after that nothing holds it. */
export function forgetSetUpToken(): void {
  token = undefined
}

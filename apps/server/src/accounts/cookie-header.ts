/** The cookie in which better-auth keeps a session; it puts the prefix of its configuration before the name. */
export const SESSION_COOKIE = 'daylatch.session_token'

/** The value of one cookie in a `Cookie` header, without parsing the others. The first one counts. */
export function readCookie(header: string | undefined, name: string): string | undefined {
  if (header === undefined) return undefined
  for (let at = header.indexOf(`${name}=`); at !== -1; at = header.indexOf(`${name}=`, at + 1)) {
    const before = at === 0 ? ';' : header.slice(0, at).trimEnd().at(-1)
    if (before !== ';') continue
    const end = header.indexOf(';', at)
    return header.slice(at + name.length + 1, end === -1 ? undefined : end).trim()
  }
  return undefined
}

/** `Secure` where the member's side of the connection is https; a site on plain http would lose its cookies with it. */
export function cookieAttributes(secure: boolean): string {
  return `Path=/; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`
}

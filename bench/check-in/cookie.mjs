import { createHmac, timingSafeEqual } from 'node:crypto'

/** The short signed cookie that our server makes of a session: who it is, and until when that is believed. */
export const COOKIE = 'daylatch.hot'

const PATTERN = new RegExp(`(?:^|; *)${COOKIE}=([^;]*)`)
const LIFE_MS = 86_400_000
/** As many as ours remembers. */
const REMEMBERED = 20_000

/**
 * The key with which the site signs it.
 *
 * @param {string} root the site's root key, as it stands in its database
 */
export function cookieKey(root) {
  const secret = createHmac('sha256', root).update('hot cookies').digest('base64url')
  return createHmac('sha256', secret).update('daylatch hot cookie').digest('hex')
}

/**
 * Signed as the site signs it, but for a day, so that nobody's session has to be asked in the database in between.
 *
 * @param {string} key in hexadecimal
 * @param {{ id: string, sessionId: string }} member
 */
export function signCookie(key, { id, sessionId }) {
  const payload = JSON.stringify([id, 'member', sessionId, Date.now() + LIFE_MS])
  const text = Buffer.from(payload).toString('base64url')
  return `${text}.${createHmac('sha256', Buffer.from(key, 'hex')).update(text).digest('base64url')}`
}

/** The check that ours makes, for everybody who is written in JavaScript; good cookies are remembered, as ours does. */
export class CookieCheck {
  /** @type {Map<string, { id: string, expiresAt: number }>} */
  #remembered = new Map()
  #key

  /** @param {string} key in hexadecimal */
  constructor(key) {
    this.#key = Buffer.from(key, 'hex')
  }

  /**
   * @param {string | undefined} header
   * @returns {string | undefined} whose it is, or nothing where it is forged, over or not there
   */
  memberOf(header) {
    const cookie = PATTERN.exec(header ?? '')?.[1]
    if (cookie === undefined) return undefined
    const found = this.#remembered.get(cookie) ?? this.#read(cookie)
    return found !== undefined && found.expiresAt > Date.now() ? found.id : undefined
  }

  /** @param {string} cookie */
  #read(cookie) {
    const dot = cookie.indexOf('.')
    const text = cookie.slice(0, dot)
    const given = Buffer.from(cookie.slice(dot + 1), 'base64url')
    const expected = createHmac('sha256', this.#key).update(text).digest()
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined
    const [id, , , expiresAt] = JSON.parse(Buffer.from(text, 'base64url').toString())
    const oldest = this.#remembered.size >= REMEMBERED ? this.#remembered.keys().next().value : undefined
    if (oldest !== undefined) this.#remembered.delete(oldest)
    this.#remembered.set(cookie, { id, expiresAt })
    return { id: String(id), expiresAt: Number(expiresAt) }
  }
}

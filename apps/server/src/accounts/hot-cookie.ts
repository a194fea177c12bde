import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto'
import type { Person } from './person.ts'
import { isRole } from './roles.ts'

export const HOT_COOKIE = 'daylatch.hot'

/** How long a hot cookie is believed, in milliseconds. After it the session in the database is asked again. */
export const HOT_COOKIE_MS = 60_000

const REMEMBERED = 20_000
const GENERATION = REMEMBERED / 2
const LONGEST = 1024

interface Verified {
  readonly person: Person
  readonly expiresAt: number
}

/**
 * A short signed statement "this is person P in session S until T", so that hot routes need no database to know who
 * is asking. It says nothing about revocation: ask the revocation feed as well.
 *
 * Verified cookies are remembered, at most 20,000 of them, the oldest half given up first. Only good ones are: a flood of
 * forged cookies costs a MAC each and pushes nobody out.
 */
export class HotCookies {
  readonly #key: KeyObject
  readonly #now: () => number
  // Two generations: taking the oldest one by one out of a Map costs ever more, because it skips what was there before.
  #recent = new Map<string, Verified>()
  #older = new Map<string, Verified>()

  /** @param now milliseconds since 1970 by a clock on which all processes agree: the database's, see RevocationFeed */
  constructor(secret: string, now: () => number) {
    this.#key = createSecretKey(createHmac('sha256', secret).update('daylatch hot cookie').digest())
    this.#now = now
  }

  issue(person: Person): string {
    const { id, role, sessionId } = person
    const payload = Buffer.from(JSON.stringify([id, role, sessionId, this.#now() + HOT_COOKIE_MS]))
    const text = payload.toString('base64url')
    return `${text}.${this.#mac(text).toString('base64url')}`
  }

  /** The person that the cookie names, or `undefined` when it is forged, malformed or over. */
  verify(cookie: string): Person | undefined {
    const known = this.#recent.get(cookie) ?? this.#older.get(cookie)
    if (known !== undefined) return known.expiresAt > this.#now() ? known.person : undefined
    const verified = this.#read(cookie)
    if (verified === undefined || verified.expiresAt <= this.#now()) return undefined
    this.#remember(cookie, verified)
    return verified.person
  }

  #read(cookie: string): Verified | undefined {
    const dot = cookie.indexOf('.')
    if (dot === -1 || cookie.length > LONGEST) return undefined
    const text = cookie.slice(0, dot)
    const given = Buffer.from(cookie.slice(dot + 1), 'base64url')
    const expected = this.#mac(text)
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined
    const [id, role, sessionId, expiresAt] = JSON.parse(
      Buffer.from(text, 'base64url').toString(),
    ) as readonly unknown[]
    if (typeof id !== 'string' || typeof sessionId !== 'string' || typeof expiresAt !== 'number')
      return undefined
    return isRole(role) ? { person: { id, role, sessionId }, expiresAt } : undefined
  }

  #remember(cookie: string, verified: Verified): void {
    if (this.#recent.size >= GENERATION) {
      this.#older = this.#recent
      this.#recent = new Map()
    }
    this.#recent.set(cookie, verified)
  }

  #mac(text: string): Buffer {
    return createHmac('sha256', this.#key).update(text).digest()
  }
}

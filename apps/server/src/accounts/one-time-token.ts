import { createHash, randomBytes } from 'node:crypto'

/** A secret that is shown once: the text itself, and what the database keeps of it. */
export interface OneTimeToken {
  readonly token: string
  readonly hash: string
}

/** 32 random bytes behind `prefix`. A plain SHA-256 is enough for them: there is nothing to guess from. */
export function makeToken(prefix = ''): OneTimeToken {
  const token = `${prefix}${randomBytes(32).toString('base64url')}`
  return { token, hash: hashOf(token) }
}

export function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('base64url')
}

/** Ids of rows that are ours to name. */
export function makeId(): string {
  return randomBytes(16).toString('hex')
}

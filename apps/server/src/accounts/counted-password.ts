import type { FastifyRequest } from 'fastify'
import type { Pool } from 'pg'
import { Problem } from '../http/problem.ts'
import type { Site } from '../site.ts'
import { tryPassword } from './wrong-passwords.ts'

/** The codes by which better-auth says that a password is wrong; anything else says nothing about it. */
const WRONG_PASSWORD: ReadonlySet<string> = new Set(['invalid-email-or-password', 'invalid-password'])

/** Lets better-auth look at a password, under the limit of wrong ones. */
export async function withCountedPassword<T>(
  site: Site,
  request: FastifyRequest,
  email: string,
  look: () => Promise<T>,
): Promise<T> {
  const address = request.socket.remoteAddress ?? ''
  const attempt = await tryPassword(site.pool, site.settings.config.limits, { email, address })
  try {
    const answer = await look()
    await attempt.right()
    return answer
  } catch (error) {
    const isWrong = error instanceof Problem && WRONG_PASSWORD.has(error.code)
    // If the database is away the try stays counted, until the quarter of an hour is over.
    if (!isWrong) await attempt.undecided().catch(() => undefined)
    throw error
  }
}

export async function emailOf(pool: Pool, memberId: string): Promise<string> {
  const { rows } = await pool.query<{ email: string }>('select email from site.member where id = $1', [
    memberId,
  ])
  return rows[0]?.email ?? ''
}

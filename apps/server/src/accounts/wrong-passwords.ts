import type { Pool } from 'pg'
import { writeAudit } from '../audit/write-audit.ts'
import type { Config } from '../config/schema.ts'
import { Problem } from '../http/problem.ts'
import { hashOf } from './one-time-token.ts'
import { networkOf } from './sign-up-limit.ts'

/** Within how long wrong passwords add up, from the first one on. */
const WINDOW = `interval '15 minutes'`
const WINDOW_SECONDS = 900

export type PasswordLimits = Pick<Config['limits'], 'wrongPasswordsPerAccount' | 'wrongPasswordsPerAddress'>

/** One try of a password, counted as wrong until its caller knows better. */
export interface PasswordAttempt {
  /** It was right: the account's count begins anew. */
  right(): Promise<void>
  /** Nobody has looked at the password: the try does not count. */
  undecided(): Promise<void>
}

/**
 * Counts a try of a password against the network address and against the account: in the database, so that all
 * processes count together, and before the password is looked at, so that parallel guesses cannot pass on one count.
 *
 * An account is its e-mail address, whether or not somebody has registered it: the answer tells nobody which. A refused
 * try is not looked at, even if it is right, and does not lengthen the wait. So whoever knows an address can keep its
 * owner from signing in for a quarter of an hour; sessions that are open go on.
 *
 * @throws {Problem} 429 `too-many-wrong-passwords` with `Retry-After`
 */
export async function tryPassword(
  pool: Pool,
  limits: PasswordLimits,
  { email, address }: { readonly email: string; readonly address: string },
): Promise<PasswordAttempt> {
  const network = networkOf(address)
  const account = hashOf(email.toLowerCase())
  // The address first: what it is refused must not go on to count against accounts.
  const fromHere = await count(pool, 'address', network)
  if (fromHere.count > limits.wrongPasswordsPerAddress) throw tooMany(fromHere.seconds)
  const ofAccount = await count(pool, 'account', account)
  if (ofAccount.count > limits.wrongPasswordsPerAccount) {
    if (ofAccount.count === limits.wrongPasswordsPerAccount + 1) await note(pool, email)
    throw tooMany(ofAccount.seconds)
  }
  return {
    right: async () => {
      await pool.query(`delete from site.wrong_password where kind = 'account' and key = $1`, [account])
      await takeBack(pool, 'address', network)
    },
    undecided: async () => {
      await takeBack(pool, 'account', account)
      await takeBack(pool, 'address', network)
    },
  }
}

async function count(
  pool: Pool,
  kind: 'account' | 'address',
  key: string,
): Promise<{ readonly count: number; readonly seconds: number }> {
  const { rows } = await pool.query<{ count: number; wait: string }>(
    `insert into site.wrong_password as w (kind, key, started_at, count) values ($1, $2, clock_timestamp(), 1)
     on conflict (kind, key) do update set
       count = case when w.started_at <= excluded.started_at - ${WINDOW} then 1
                    else least(w.count + 1, 1000000000) end,
       started_at = case when w.started_at <= excluded.started_at - ${WINDOW} then excluded.started_at
                         else w.started_at end
     returning count, ceil(extract(epoch from started_at + ${WINDOW} - clock_timestamp())) as wait`,
    [kind, key],
  )
  const [row] = rows
  if (row === undefined) throw new TypeError('Expected the count of a try')
  return { count: row.count, seconds: Math.min(WINDOW_SECONDS, Math.max(1, Number(row.wait))) }
}

async function takeBack(pool: Pool, kind: 'account' | 'address', key: string): Promise<void> {
  await pool.query(
    'update site.wrong_password set count = greatest(count - 1, 0) where kind = $1 and key = $2',
    [kind, key],
  )
}

/** Once for each time that an account reaches its limit, and only for one that exists: guessing cannot flood the log. */
async function note(pool: Pool, email: string): Promise<void> {
  const { rows } = await pool.query<{ id: string }>('select id from site.member where email = $1', [
    email.toLowerCase(),
  ])
  const [member] = rows
  if (member !== undefined) {
    await writeAudit(pool, { actor: null, action: 'passwords.limited', target: member.id })
  }
}

function tooMany(seconds: number): Problem {
  const detail = `Too many wrong passwords. Try again in ${seconds} s, or ask for a link to set a new one.`
  return new Problem(429, 'too-many-wrong-passwords', detail, {
    headers: { 'retry-after': String(seconds) },
    extra: { retryAfterSeconds: seconds },
  })
}

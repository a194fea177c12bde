import { isIPv6 } from 'node:net'
import type { Pool } from 'pg'
import { Problem } from '../http/problem.ts'

/**
 * Counts a sign-up against its network address, in the database, so that all processes count together.
 *
 * The minute begins with an address's first sign-up; one statement counts and decides, so parallel requests cannot
 * pass on the same count. The address must be the socket's: a header is whatever the sender likes.
 *
 * @throws {Problem} 429 `too-many-sign-ups` with `Retry-After`
 */
export async function countSignUp(pool: Pool, address: string, perMinute: number): Promise<void> {
  const { rows } = await pool.query<{ count: number; wait: string }>(
    `insert into site.sign_up_count as c (address, started_at, count) values ($1, clock_timestamp(), 1)
     on conflict (address) do update set
       count = case when c.started_at <= excluded.started_at - interval '1 minute' then 1
                    else least(c.count + 1, 1000000000) end,
       started_at = case when c.started_at <= excluded.started_at - interval '1 minute' then excluded.started_at
                         else c.started_at end
     returning count, ceil(extract(epoch from started_at + interval '1 minute' - clock_timestamp())) as wait`,
    [networkOf(address)],
  )
  const counted = rows[0]
  if (counted === undefined || counted.count <= perMinute) return
  const seconds = Math.min(60, Math.max(1, Number(counted.wait)))
  const detail = `Too many registrations from this network. Try again in ${seconds} s.`
  throw new Problem(429, 'too-many-sign-ups', detail, {
    headers: { 'retry-after': String(seconds) },
    extra: { retryAfterSeconds: seconds },
  })
}

/** An IPv4 address as it is; of an IPv6 address the /64, which is what one customer usually has. */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  if (mapped !== undefined) return mapped
  const plain = address.split('%')[0] ?? ''
  if (!isIPv6(plain)) return address
  const [head = '', tail] = plain.split('::')
  const groups = head === '' ? [] : head.split(':')
  if (tail !== undefined) {
    const after = tail === '' ? [] : tail.split(':')
    while (groups.length + after.length < 8) groups.push('0')
    groups.push(...after)
  }
  return `${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`
}

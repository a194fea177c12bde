import { day, fromPg, once } from 'daylatch'
import pg from 'pg'
import { cpuMsOf, parentOf } from '../shared/machine.mjs'
import { cookieKey, COOKIE, signCookie } from '../check-in/cookie.mjs'
import { memberId } from '../check-in/members.mjs'
import { startDaylatch } from '../check-in/servers/daylatch.mjs'
import { fillWith } from './fill.mjs'

/**
 * A site of a certain age, in a database of its own: the real server for what people read, and the library for claims.
 *
 * @param {string} url of the database server
 * @param {number} claims
 * @param {import('../check-in/day.mjs').Day} today
 */
export async function openSite(url, claims, today) {
  const name = `grown_${String(claims)}`
  const address = url.replace(/\/[^/?]+(\?|$)/, `/${name}$1`)
  const admin = new pg.Client({ connectionString: url })
  await admin.connect()
  await admin.query(`create database ${name}`)
  await admin.end()
  const client = new pg.Client({ connectionString: address })
  // The server makes the tables; it is started again when they are full, so that it knows what is in them.
  await (await startDaylatch(address, today.resetAt)).leave()
  await client.connect()
  const members = await fillWith(client, claims, today.today.startsAt)
  const server = await startDaylatch(address, today.resetAt)
  const { rows } = await client.query(
    `select s.value as root, pg_backend_pid() as pid from site.secret s where s.name = 'root'`,
  )
  const [{ root, pid }] = rows
  const pool = new pg.Pool({ connectionString: address, max: 4, pipeline: true, idleTimeoutMillis: 0 })
  return {
    claims,
    members,
    client,
    pool,
    db: fromPg(pool, { prepare: true }),
    checkIn: once('check-in', {
      per: day({ zone: 'UTC', resetAt: today.resetAt }),
      reward: { amount: 25, unit: 'reading' },
      rank: true,
    }),
    base: `http://127.0.0.1:${String(server.port)}`,
    /** @param {number} member */
    cookieOf: (member) =>
      `${COOKIE}=${signCookie(cookieKey(root), { id: memberId(member), sessionId: memberId(-member) })}`,
    databaseMs: () => cpuMsOf([parentOf(pid)]),
    end: async () => {
      await server.leave()
      await pool.end()
      await client.end()
    },
  }
}

/** @typedef {Awaited<ReturnType<typeof openSite>>} Site */

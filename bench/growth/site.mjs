import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { day, fromPg, once } from 'daylatch'
import pg from 'pg'
import { cpuMsOf, parentOf } from '../shared/machine.mjs'
import { cookieKey, COOKIE, signCookie } from '../check-in/cookie.mjs'
import { memberId } from '../check-in/members.mjs'
import { startDaylatch } from '../check-in/servers/daylatch.mjs'
import { DAYS, fillWith } from './fill.mjs'

const CLI = fileURLToPath(new URL('../../apps/server/bin/daylatch.mjs', import.meta.url))

/**
 * @param {string} url of the database server
 * @param {number} claims
 */
function addressOf(url, claims) {
  return url.replace(/\/[^/?]+(\?|$)/, `/grown_${String(claims)}$1`)
}

/**
 * Makes the database of a site of a certain age.
 *
 * @param {string} url of the database server
 * @param {number} claims
 * @param {import('../check-in/day.mjs').Day} today
 */
export async function makeSite(url, claims, today) {
  const admin = new pg.Client({ connectionString: url })
  await admin.connect()
  await admin.query(`create database grown_${String(claims)}`)
  await admin.end()
  const address = addressOf(url, claims)
  // Not by starting the site, which refuses a server that forgets.
  const env = { PATH: process.env['PATH'], DATABASE_URL: address }
  const { status, stderr } = spawnSync(process.execPath, [CLI, 'migrate'], { env, encoding: 'utf8' })
  if (status !== 0) throw new Error(stderr)
  await fillWith(address, claims, today.today.startsAt)
}

/**
 * A site that was made: the real server for what people read, and the library for claims.
 *
 * @param {string} url of the database server
 * @param {number} claims
 * @param {import('../check-in/day.mjs').Day} today
 */
export async function openSite(url, claims, today) {
  const address = addressOf(url, claims)
  const server = await startDaylatch(address, today.resetAt)
  const client = new pg.Client({ connectionString: address })
  await client.connect()
  const { rows } = await client.query(
    `select s.value as root, pg_backend_pid() as pid from site.secret s where s.name = 'root'`,
  )
  const [{ root, pid }] = rows
  const pool = new pg.Pool({ connectionString: address, max: 4, pipeline: true, idleTimeoutMillis: 0 })
  return {
    claims,
    members: Math.round(claims / DAYS),
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

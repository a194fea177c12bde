import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { freePort, hasRails, INSTALL, postgresVariables } from '../../check-in/servers/stacks.mjs'
import { STALLED, until } from '../office.mjs'
import { endWithUs } from '../../shared/leave-nothing.mjs'
import { openGateway } from './gateway.mjs'
import { work } from './window.mjs'

/** As many connections as calls stall: the pool that story 2's site had. Ours has fewer for this. */
const POOL = 16
const CLIENTS = 20_000

/** @param {string} name */
const fileOf = (name) => fileURLToPath(new URL(name, import.meta.url))

/**
 * Accepting messages and reading while a gateway stalls, by those who call it under the lock of the row.
 *
 * @param {string} url of the database server
 * @param {number} ms
 */
export async function rivals(url, ms) {
  const address = url.replace(/\/[^/?]+(\?|$)/, '/rivals$1')
  await prepare(url, address)
  const twin = [process.execPath, fileOf('twin.mjs')]
  const puma = [
    'puma',
    '--threads',
    `${String(POOL)}:${String(POOL)}`,
    '--environment',
    'production',
    '--quiet',
  ]
  const results = [await stage('row lock by hand', twin, address, ms)]
  if (hasRails())
    results.push(await stage('with_lock in ActiveRecord', [...puma, fileOf('messages_app.ru')], address, ms))
  else console.log(`Story 2’s stack takes part after: ${INSTALL}`)
  return results.flat()
}

/**
 * @param {string} url
 * @param {string} address
 */
async function prepare(url, address) {
  for (const [where, text] of [
    [url, 'create database rivals'],
    [
      address,
      `create table client (id int primary key, name text not null, sent_on date);
       insert into client select n, 'Client ' || n from generate_series(1, ${String(CLIENTS)}) n`,
    ],
  ]) {
    const client = new pg.Client({ connectionString: where })
    await client.connect()
    await client.query(text ?? '')
    await client.end()
  }
}

let last = 0

/**
 * @param {string} name
 * @param {readonly string[]} command
 * @param {string} address of the database
 * @param {number} ms
 */
async function stage(name, [program = '', ...parameters], address, ms) {
  const gateway = await openGateway()
  const port = await freePort()
  const bind = program === 'puma' ? ['--bind', `tcp://127.0.0.1:${String(port)}`] : []
  const isRuby = program === 'puma'
  const child = spawn(program, [...bind, ...parameters], {
    env: {
      PATH: process.env['PATH'],
      ...postgresVariables(address),
      ...(isRuby ? {} : { DATABASE_URL: address, PORT: String(port) }),
      GATEWAY_URL: gateway.url,
      POOL: String(POOL),
      NODE_ENV: 'production',
    },
    stdio: ['ignore', 'ignore', 'inherit'],
    detached: true,
  })
  endWithUs(child)
  const gone = new Promise((resolve) => child.once('exit', resolve))
  const base = `http://127.0.0.1:${String(port)}`
  const send = async () => await statusOf(`${base}/clients/${String((last += 1))}/messages`, 'POST')
  const staff = {
    send,
    read: async (/** @type {number} */ n) => await statusOf(`${base}/clients/${String(n + 1)}`),
  }
  try {
    await until(`${name} to answer`, async () => (await statusOf(`${base}/clients/1`)) === 200, {
      limitMs: 120_000,
      everyMs: 50,
    })
    await (
      await work(staff, Math.min(ms, 1000))
    ).rest
    const calm = await work(staff, ms)
    gateway.hold()
    const stalled = Array.from({ length: STALLED }, send)
    await until('sixteen stalled calls', () => gateway.waiting() === STALLED)
    const during = await work(staff, ms)
    gateway.letGo()
    await Promise.all([...stalled, during.rest])
    return [
      { contestant: name, situation: 'no stall', ...calm.figures },
      { contestant: name, situation: 'during the stall', ...during.figures },
    ]
  } finally {
    gateway.letGo()
    child.kill('SIGTERM')
    gateway.close()
    await gone
  }
}

/**
 * @param {string} address
 * @param {string} [method]
 */
async function statusOf(address, method = 'GET') {
  try {
    const response = await fetch(address, { method })
    await response.text()
    return response.status
  } catch (error) {
    // Not there yet, or ended with requests under way: neither is an answer.
    if (error instanceof TypeError) return 0
    throw error
  }
}

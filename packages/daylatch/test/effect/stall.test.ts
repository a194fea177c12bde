import { waitFor } from '@daylatch/test-kit'
import pg from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import { createDispatcher, fromPg, type Gateway, type GatewaySetup, withLock } from '../../src/index.ts'
import { checkInOnce } from '../support/check-in.ts'
import { type FreshDatabase, freshDatabase } from '../support/fresh-database.ts'
import { messageOnce, text } from '../support/messages.ts'
import { type GatewayProcess, startGateway } from './support/gateway-process.ts'

const STALLED = 16
const CONNECTIONS = 4
const MEMBERS = 200
const OTHER_CLIENTS = 20

async function gatewayProcess(): Promise<GatewayProcess> {
  const gateway = await startGateway()
  onTestFinished(async () => await gateway.stop())
  return gateway
}

/** The site's one pool, of four. */
function poolOfFour({ url }: FreshDatabase): pg.Pool {
  const pool = new pg.Pool({ connectionString: url, max: CONNECTIONS })
  onTestFinished(async () => await pool.end())
  return pool
}

async function call(url: string, key: string): Promise<void> {
  const body = JSON.stringify({ class: 'blind', key, attemptId: `${key}.1` })
  await (await fetch(`${url}/send`, { method: 'POST', body })).arrayBuffer()
}

function setupOf({ url }: GatewayProcess): GatewaySetup {
  const gateway: Gateway = {
    class: 'blind',
    timeoutMs: 60_000,
    send: async ({ key }, { assertLease }) => {
      assertLease()
      await call(url, key)
      return { outcome: 'accepted' }
    },
  }
  return { gateway, maxInFlight: STALLED }
}

test('while 16 calls stall, with a pool of four: everybody checks in, and all other clients get their message', async () => {
  const database = await freshDatabase()
  const [stalled, swift] = [await gatewayProcess(), await gatewayProcess()]
  const db = fromPg(poolOfFour(database))
  const message = messageOnce()
  const dispatcher = createDispatcher(db, {
    gateways: { stalled: setupOf(stalled), swift: setupOf(swift) },
    actionOf: () => message,
    pollMs: 50,
  })
  await stalled.hold()
  await dispatcher.start()
  for (let client = 0; client < STALLED; client += 1) {
    await message.send(db, `stalled:${client}`, text('hello', { gateway: 'stalled' }))
  }
  dispatcher.wake()
  await stalled.waitForRequests(STALLED)

  const checkIn = checkInOnce()
  const checkIns = Array.from({ length: MEMBERS }, async (_, member) => {
    return (await checkIn.claim(db, `member:${member}`)).status
  })
  const sends = Array.from({ length: OTHER_CLIENTS }, async (_, client) => {
    return (await message.send(db, `swift:${client}`, text('hello', { gateway: 'swift' }))).status
  })
  expect(await Promise.all(checkIns)).toEqual(Array(MEMBERS).fill('claimed'))
  expect(await Promise.all(sends)).toEqual(Array(OTHER_CLIENTS).fill('queued'))
  dispatcher.wake()
  await swift.waitForRequests(OTHER_CLIENTS)
  const second = await message.send(db, 'stalled:0', text('again', { gateway: 'stalled' }))
  expect(second).toMatchObject({ status: 'already', effect: { state: 'sending', attempt: 1 } })
  const { rows } = await database.pool.query(
    `select count(*)::int as stalled from daylatch.effect where gateway = 'stalled' and state = 'sending'`,
  )
  expect(rows).toEqual([{ stalled: STALLED }])

  await stalled.letGo()
  await dispatcher.stop()
  const ended = await database.pool.query('select distinct state from daylatch.effect')
  expect(ended.rows).toEqual([{ state: 'sent' }])
})

test('twin: four calls inside of locks, and nobody checks in until the gateway answers', async () => {
  const database = await freshDatabase()
  const stalled = await gatewayProcess()
  const pool = poolOfFour(database)
  const db = fromPg(pool)
  await database.pool.query('create table client (id int primary key)')
  await database.pool.query('insert into client select generate_series(1, $1::int)', [CONNECTIONS])
  await stalled.hold()
  const calls = Array.from({ length: CONNECTIONS }, async (_, index) => {
    const query = { text: 'select id from client where id = $1', values: [index + 1] }
    await withLock(db, query, async () => await call(stalled.url, `client:${index}`), { maxHoldMs: 600_000 })
  })
  await stalled.waitForRequests(CONNECTIONS)

  let done = 0
  const checkIn = checkInOnce()
  const checkIns = Array.from({ length: MEMBERS }, async (_, member) => {
    await checkIn.claim(db, `member:${member}`)
    done += 1
  })
  await waitFor('the others to wait for a connection', () => pool.waitingCount > 0)
  expect({ done, stalled: pool.totalCount - pool.idleCount }).toEqual({ done: 0, stalled: CONNECTIONS })

  await stalled.letGo()
  await Promise.all([...calls, ...checkIns])
  expect(done).toBe(MEMBERS)
})

import { waitFor } from '@daylatch/test-kit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cancelEffect } from '../../src/index.ts'
import { type FreshDatabase, freshDatabase } from '../support/fresh-database.ts'
import { messageOnce, text } from '../support/messages.ts'
import { type GatewayProcess, startGateway, startWorker } from './support/gateway-process.ts'

const COUNT = 40

let gateway: GatewayProcess

beforeAll(async () => {
  gateway = await startGateway()
})

afterAll(async () => await gateway.stop())

async function queue({ db }: FreshDatabase): Promise<readonly string[]> {
  const list = Array.from({ length: COUNT }, (_, index) => ({
    subject: `client:${index}`,
    ...text('hello', { gateway: 'blind' }),
  }))
  const results = await messageOnce().sendMany(db, list)
  return results.map((result) => {
    if (result.status !== 'queued') throw new Error(`Expected it to be queued, got ${result.status}`)
    return result.effect.id
  })
}

async function requestsFor(ids: readonly string[]): Promise<readonly number[]> {
  const arrivals = await gateway.arrivals()
  return ids.map((id) => arrivals[id]?.requests ?? 0)
}

async function countIn({ pool }: FreshDatabase, state: string): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(
    'select count(*)::int as count from daylatch.effect where state = $1',
    [state],
  )
  return rows[0]?.count ?? 0
}

test(`two dispatchers, and two queues that deliver each job twice, send ${COUNT} messages once each`, async () => {
  const database = await freshDatabase()
  const ids = await queue(database)
  const order = { url: database.url, gateway: gateway.url }
  const jobs = { ...order, deliver: [...ids, ...ids] }
  const workers = [order, order, jobs, jobs].map((each) => startWorker(each))
  await waitFor('all to be sent', async () => (await countIn(database, 'sent')) === COUNT)
  // The others may have sent everything before the last one was there to be told.
  await Promise.all(workers.map(async (worker) => await worker.waitForLine(/^started/)))
  for (const worker of workers) expect(await worker.kill('SIGTERM')).toEqual({ code: 0, signal: null })
  expect(await requestsFor(ids)).toEqual(ids.map(() => 1))
})

test(`of ${COUNT} cancels against two dispatchers each has taken one back, or it was sent`, async () => {
  const database = await freshDatabase()
  const ids = await queue(database)
  const order = { url: database.url, gateway: gateway.url }
  const workers = [startWorker(order), startWorker(order)]
  await Promise.any(workers.map(async (worker) => await worker.waitForLine(/^started/)))
  const decision = { actor: 'kim', reason: 'changed my mind' }
  const answers = await Promise.all(ids.map(async (id) => await cancelEffect(database.db, id, decision)))
  await waitFor('the others to be sent', async () => {
    const [sent, cancelled] = [await countIn(database, 'sent'), await countIn(database, 'cancelled')]
    return sent + cancelled === COUNT
  })
  for (const worker of workers) await worker.kill('SIGTERM')
  expect(await requestsFor(ids)).toEqual(answers.map(({ status }) => (status === 'cancelled' ? 0 : 1)))
})

import { startThrowawayServer, waitFor } from '@daylatch/test-kit'
import pg from 'pg'
import { expect, test } from 'vitest'
import { fromPg, migrate } from '../../src/index.ts'
import { startGateway, startWorker } from './support/gateway-process.ts'

const COUNT = 8

test('PostgreSQL killed while the gateway works: the answers are recorded when it is back, one message each', async () => {
  const [server, gateway] = await Promise.all([startThrowawayServer(), startGateway()])
  const pool = new pg.Pool({ connectionString: server.url, max: 2 })
  pool.on('error', () => undefined)
  await migrate(fromPg(pool))
  await gateway.hold()
  const sends = Array.from({ length: COUNT }, (_, index) => [`client:${index}`, 'blind'] as const)
  const worker = startWorker({ url: server.url, gateway: gateway.url, sends })
  await gateway.waitForRequests(COUNT)

  const before = server.postgres.pid()
  process.kill(before, 'SIGKILL')
  await gateway.letGo()
  await waitFor('PostgreSQL to be back', () => server.postgres.pid() !== before)

  const states = async (): Promise<readonly string[]> => {
    const { rows } = await pool.query<{ state: string }>('select state from daylatch.effect')
    return rows.map(({ state }) => state)
  }
  await waitFor('every outcome to be recorded', async () => {
    // Still recovering; the driver has no code for a connection that ended without a word.
    const all = await states().catch(() => ['sending'])
    return !all.includes('sending')
  })
  expect(await states()).toEqual(Array(COUNT).fill('sent'))
  const arrivals = Object.values(await gateway.arrivals())
  expect(arrivals.map(({ requests }) => requests)).toEqual(Array(COUNT).fill(1))
  expect(await worker.kill('SIGTERM')).toEqual({ code: 0, signal: null })
  await gateway.stop()
  await pool.end()
  await server.stop()
})

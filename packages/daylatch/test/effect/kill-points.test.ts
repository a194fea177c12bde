import { isDeepStrictEqual } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { waitFor } from '@daylatch/test-kit'
import type { Pool } from 'pg'
import { recordReceipt } from '../../src/index.ts'
import { startClockAt } from '../../src/testing/index.ts'
import { morning } from '../support/check-in.ts'
import { type FreshDatabase, freshDatabase } from '../support/fresh-database.ts'
import { messageOnce, text } from '../support/messages.ts'
import { type GatewayProcess, startGateway, startWorker } from './support/gateway-process.ts'

/** Of each class; every one of them is at the point when its process is killed. */
const TIMES = 5
const CLASSES = ['keyed', 'queryable', 'resending', 'callback', 'blind'] as const

/** Longer than the lease of an attempt that waits a minute for its gateway. */
const LEASE_OVER_MS = 80_000

type Row = `${string} ${number}`

let gateway: GatewayProcess

beforeAll(async () => {
  gateway = await startGateway()
})

afterAll(async () => await gateway.stop())

const victims = CLASSES.flatMap((name) =>
  Array.from({ length: TIMES }, (_, index) => [`${name}:${index}`, name] as const),
)

/** Somebody else asks for the same messages again, as staff do who have seen no answer. */
async function askAgain({ db }: FreshDatabase): Promise<readonly string[]> {
  const list = victims.map(([subject, name]) => ({ subject, ...text('hello', { gateway: name }) }))
  const results = (await messageOnce().sendMany(db, list)).map(({ status }) => status)
  return [...new Set(results)]
}

/** Sends one more through every gateway and waits for it: whatever was due before has been looked at by then. */
async function probe({ db, pool }: FreshDatabase, round: number): Promise<void> {
  const subjects = CLASSES.map((name) => `probe:${round}:${name}`)
  for (const [index, subject] of subjects.entries()) {
    await messageOnce().send(db, subject, text('probe', { gateway: CLASSES[index] ?? '' }))
  }
  await waitFor('the probes to be sent', async () => {
    const states = await statesOf(pool, 'probe:%')
    return [...states.values()].filter(({ state }) => state === 'sent').length >= subjects.length * round
  })
}

async function statesOf(
  pool: Pool,
  like: string,
): Promise<ReadonlyMap<string, { id: string; state: string; attempt: number }>> {
  const { rows } = await pool.query<{ subject: string; id: string; state: string; attempt: number }>(
    `select subject, effect_id as id, state, attempt from daylatch.effect where subject like $1`,
    [like],
  )
  return new Map(rows.map((row) => [row.subject, row]))
}

/** Gives the receipt of everything that has arrived at the gateway of the class `callback`. */
async function giveReceipts({ db, pool }: FreshDatabase): Promise<void> {
  const arrivals = await gateway.arrivals()
  for (const { id } of (await statesOf(pool, 'callback:%')).values()) {
    for (const attemptId of arrivals[id]?.attempts ?? []) {
      await recordReceipt(db, {
        effectId: id,
        attempt: Number(attemptId.split('.')[1]),
        status: 'delivered',
      })
    }
  }
}

/** Per class, as far as all of its effects agree: the state, and how many messages have arrived. */
async function outcomes({ pool }: FreshDatabase): Promise<Readonly<Record<string, Row>>> {
  const arrivals = await gateway.arrivals()
  const all = await statesOf(pool, '%:_')
  const rows = CLASSES.map((name) => {
    const seen = victims
      .filter(([, other]) => other === name)
      .map(([subject]): Row => {
        const effect = all.get(subject)
        return `${effect?.state ?? 'absent'} ${arrivals[effect?.id ?? '']?.messages ?? 0}`
      })
    return [name, [...new Set(seen)].sort().join(', ')]
  })
  return Object.fromEntries(rows) as Record<string, Row>
}

const sent: Readonly<Record<string, Row>> = {
  keyed: 'sent 1',
  queryable: 'sent 1',
  resending: 'sent 1',
  callback: 'delivered 1',
  blind: 'sent 1',
}
const neverArrived: Readonly<Record<string, Row>> = {
  keyed: 'sent 1',
  queryable: 'unknown 0',
  resending: 'sent 1',
  callback: 'unknown 0',
  blind: 'unknown 0',
}
const arrived: Readonly<Record<string, Row>> = {
  keyed: 'sent 1',
  queryable: 'sent 1',
  resending: 'sent 1',
  callback: 'delivered 1',
  blind: 'unknown 1',
}

describe(`a process killed with ${TIMES} effects of each class`, () => {
  test.each([
    ['effect-claimed', 'queued', sent],
    ['effect-queued', 'queued', sent],
    ['before-commit', 'queued', sent],
    ['after-commit', 'already', sent],
    ['in-take', 'already', sent],
    ['effect-taken', 'already', neverArrived],
    ['effect-before-write', 'already', neverArrived],
    ['in-call', 'already', arrived],
    ['effect-after-answer', 'already', arrived],
    ['effect-before-record', 'already', arrived],
    ['effect-recorded', 'already', sent],
  ] as const)(
    '%s: asked again they are %s, and what becomes of them is no more than one',
    async (point, again, expected) => {
      const database = await freshDatabase()
      const { db, url } = database
      await startClockAt(db, morning)
      const before = Object.values(await gateway.arrivals()).reduce((sum, { requests }) => sum + requests, 0)
      if (point === 'in-call') await gateway.hold()
      const victim = startWorker({
        url,
        gateway: gateway.url,
        sends: victims,
        ...(point === 'in-call' ? {} : { dieAt: point }),
      })
      if (point === 'in-call') {
        await gateway.waitForRequests(before + victims.length)
        await victim.kill()
      }
      expect(await victim.exit).toEqual({ code: null, signal: 'SIGKILL' })
      await gateway.letGo()

      await startClockAt(db, new Date(morning.getTime() + LEASE_OVER_MS))
      expect(await askAgain(database)).toEqual([again])
      const successor = startWorker({ url, gateway: gateway.url })
      await probe(database, 1)
      await waitFor('nothing to be under way', async () => {
        const states = [...(await statesOf(database.pool, '%:_')).values()].map(({ state }) => state)
        return !states.includes('sending') && !states.includes('pending')
      })
      await giveReceipts(database)
      await waitFor('all that can be found out', async () =>
        isDeepStrictEqual(await outcomes(database), expected),
      )
      await startClockAt(db, new Date(morning.getTime() + 10 * LEASE_OVER_MS))
      expect(await askAgain(database)).toEqual(['already'])
      await probe(database, 2)

      expect(await outcomes(database)).toEqual(expected)
      await successor.kill('SIGTERM')
    },
  )
})

test('without the lease that ends in `unknown`, what was being sent is sent again: two of each that arrived', async () => {
  const database = await freshDatabase()
  const { db, url, pool } = database
  await startClockAt(db, morning)
  const before = Object.values(await gateway.arrivals()).reduce((sum, { requests }) => sum + requests, 0)
  await gateway.hold()
  const victim = startWorker({ url, gateway: gateway.url, sends: victims })
  await gateway.waitForRequests(before + victims.length)
  await victim.kill()
  await gateway.letGo()

  // What most queues do with the job of a worker that has disappeared.
  await pool.query(
    `update daylatch.effect set state = 'pending', due_at = daylatch.clock() where state = 'sending'`,
  )
  const successor = startWorker({ url, gateway: gateway.url })
  await probe(database, 1)
  await waitFor('all to be sent', async () => {
    const states = [...(await statesOf(pool, '%:_')).values()].map(({ state }) => state)
    return states.every((state) => state === 'sent')
  })

  expect(await outcomes(database)).toEqual({
    keyed: 'sent 1',
    queryable: 'sent 2',
    resending: 'sent 2',
    callback: 'sent 2',
    blind: 'sent 2',
  })
  await successor.kill('SIGTERM')
})

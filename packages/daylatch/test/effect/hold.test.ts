import { waitFor } from '@daylatch/test-kit'
import type { Pool } from 'pg'
import { describe, expect, test } from 'vitest'
import { fromPg, withLock } from '../../src/index.ts'
import { countingGateway } from '../support/counting-gateway.ts'
import { freshDatabase } from '../support/fresh-database.ts'
import { effectTally, messageOnce, text } from '../support/messages.ts'
import { outcomeOf } from '../support/outcome-of.ts'

const inTransaction = `
select count(*)::int as n from pg_stat_activity
where datname = current_database() and state = 'idle in transaction' and pid <> pg_backend_pid()`

const waiting = `
select count(*)::int as n from pg_stat_activity
where datname = current_database() and wait_event_type = 'Lock' and pid <> pg_backend_pid()`

async function count(pool: Pool, question: string): Promise<number | undefined> {
  const { rows } = await pool.query<{ n: number }>(question)
  return rows[0]?.n
}

test('the second waits for the call of the first, holding a connection each, and gets its outcome', async () => {
  const { db, pool, connect } = await freshDatabase()
  const { gateway, arrivals, answer } = await countingGateway()
  const message = messageOnce()

  const first = message.send(db, 'client:7', text('one'), { hold: true, gateway })
  await waitFor('the first arrives', () => arrivals.length === 1)
  const second = message.send(connect(), 'client:7', text('two'), { hold: true, gateway })
  await waitFor('the second waits', async () => (await count(pool, waiting)) === 1)
  expect(await count(pool, inTransaction)).toBe(1)
  answer(202)

  const sent = await first
  expect(sent).toMatchObject({
    status: 'called',
    effect: { state: 'sent', attempt: 1, gatewayRef: 'ref-1', reason: 'accepted', events: 3 },
  })
  expect(await second).toMatchObject({ status: 'already', effect: sent.effect })
  expect(arrivals).toEqual([`${sent.effect?.id}.1`])
  expect(await count(pool, inTransaction)).toBe(0)
})

test('a queued send holds no connection and no lock while its gateway would work', async () => {
  const { db, pool } = await freshDatabase()

  await messageOnce().send(db, 'client:7', text('one'))

  expect(await count(pool, inTransaction)).toBe(0)
})

test('a session that dies during the call takes the claim with it: the one that waited sends again', async () => {
  const { db, pool, connect } = await freshDatabase()
  const { gateway, arrivals, answer } = await countingGateway()
  const message = messageOnce()

  const first = outcomeOf(message.send(db, 'client:7', text('one'), { hold: true, gateway }))
  await waitFor('the first arrives', () => arrivals.length === 1)
  const second = message.send(connect(), 'client:7', text('two'), { hold: true, gateway })
  await waitFor('the second waits', async () => (await count(pool, waiting)) === 1)
  await pool.query(`select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and state = 'idle in transaction' and pid <> pg_backend_pid()`)
  await waitFor('the second arrives', () => arrivals.length === 2)
  answer(202)

  expect(await first).toBe('CONNECTION_LOST')
  expect(await second).toMatchObject({ status: 'called', effect: { state: 'sent' } })
  // What a queue would call unknown, and show, is two messages here and one record.
  expect(arrivals.length).toBe(2)
  expect(await effectTally(pool)).toEqual({ latches: 1, claims: 1, released: 0, effects: 1, events: 3 })
})

test.each([
  ['release', 1, 'called'],
  ['consume', 0, 'already'],
] as const)('a refusal with the policy %s', async (onFailed, released, next) => {
  const { db, pool } = await freshDatabase()
  const { gateway, answer } = await countingGateway()
  answer(400)
  const message = messageOnce()

  const result = await message.send(db, 'client:7', text('one'), { hold: true, gateway, onFailed })

  expect(result).toMatchObject({ status: 'called', effect: { state: 'failed', reason: 'no-such-number' } })
  expect((await effectTally(pool)).released).toBe(released)
  expect((await message.send(db, 'client:7', text('two'), { hold: true, gateway })).status).toBe(next)
})

test('no answer in time is unknown, keeps the slot and waits for a person', async () => {
  const { db } = await freshDatabase()
  const { gateway } = await countingGateway({ timeoutMs: 50 })

  const result = await messageOnce().send(db, 'client:7', text('one'), { hold: true, gateway })

  expect(result).toMatchObject({
    status: 'called',
    effect: { state: 'unknown', reason: 'timeout', waitsFor: 'decision' },
  })
  expect((await messageOnce().send(db, 'client:7', text('two'))).status).toBe('already')
})

describe('send with hold calls nobody', () => {
  test('inside a lock, whatever its pool', async () => {
    const { db, connect } = await freshDatabase()
    const { gateway, arrivals } = await countingGateway()
    const query = { text: 'select 1 as one from daylatch.migration limit 1' }

    const inside = withLock(connect(), query, async () => {
      return await outcomeOf(messageOnce().send(db, 'client:7', text('one'), { hold: true, gateway }))
    })

    expect([await inside, arrivals.length]).toEqual(['EFFECT_IN_TRANSACTION', 0])
  })

  test("inside a claim's block", async () => {
    const { db, connect } = await freshDatabase()
    const { gateway, arrivals } = await countingGateway()

    const result = await messageOnce().claimWith(connect(), 'client:8', async () => {
      return await outcomeOf(messageOnce().send(db, 'client:7', text('one'), { hold: true, gateway }))
    })

    expect([result, arrivals.length]).toMatchObject([{ value: 'EFFECT_IN_TRANSACTION' }, 0])
  })

  test('in a transaction of the caller', async () => {
    const { pool } = await freshDatabase()
    const { gateway, arrivals } = await countingGateway()
    const client = await pool.connect()
    await client.query('begin')

    const inside = outcomeOf(
      messageOnce().send(fromPg(client), 'client:7', text('one'), { hold: true, gateway }),
    )

    expect([await inside, arrivals.length]).toEqual(['EFFECT_IN_TRANSACTION', 0])
    await client.query('rollback')
    client.release()
  })
})

import { Signal, waitFor } from '@daylatch/test-kit'
import type { Pool, PoolClient } from 'pg'
import { expect, test } from 'vitest'
import { day, fromPg, grant } from '../../src/index.ts'
import { lockLatches } from '../../src/effect/send/statements.ts'
import { freezeClock, setPausePoint } from '../../src/testing/index.ts'
import { morning } from '../support/check-in.ts'
import { freshDatabase } from '../support/fresh-database.ts'
import { effectTally, messageOnce, text } from '../support/messages.ts'
import { outcomeOf } from '../support/outcome-of.ts'

async function someoneWaits(pool: Pool): Promise<void> {
  await waitFor('somebody waits for a lock', async () => {
    const { rows } = await pool.query<{ n: number }>(`
      select count(*)::int as n from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`)
    return rows[0]?.n === 1
  })
}

test('of 200 sends at once for one client, from four processes, one is queued and all others get it', async () => {
  const { pool, connect } = await freshDatabase()
  const processes = Array.from({ length: 4 }, () => ({ db: connect(), message: messageOnce() }))

  const results = await Promise.all(
    Array.from({ length: 50 }, (_, n) => n).flatMap((n) =>
      processes.map(async ({ db, message }) => await message.send(db, 'client:7', text(`number ${n}`))),
    ),
  )

  const won = results.filter(({ status }) => status === 'queued')
  expect(won.length).toBe(1)
  expect(new Set(results.map(({ effect }) => effect?.id)).size).toBe(1)
  expect(await effectTally(pool)).toEqual({ latches: 1, claims: 1, released: 0, effects: 1, events: 1 })
})

test('two subjects in opposite orders at once: one message each time, and never a deadlock', async () => {
  const { pool } = await freshDatabase()
  // Transactions of the callers: nothing of theirs is tried again, so a deadlock would show.
  const [one, other] = [await pool.connect(), await pool.connect()]
  const inTransaction = async (client: PoolClient, subject: string, also: string): Promise<string> => {
    await client.query('begin')
    const { status } = await messageOnce().send(fromPg(client), subject, text('hello', { also: [also] }))
    await client.query('commit')
    return status
  }

  for (let round = 0; round < 25; round += 1) {
    const [a, b] = [`a-${round}`, `b-${round}`]
    const results = await Promise.all([inTransaction(one, a, b), inTransaction(other, b, a)])
    expect(results.toSorted((x, y) => x.localeCompare(y))).toEqual(['already', 'queued'])
  }

  one.release()
  other.release()
  expect(await effectTally(pool)).toEqual({ latches: 50, claims: 50, released: 0, effects: 25, events: 25 })
})

test('twin: latches that are taken one by one, in the order of the call, end in a deadlock', async () => {
  const { pool } = await freshDatabase()
  const takes = async (subjects: readonly string[], between: () => Promise<void>): Promise<string> => {
    const client = await pool.connect()
    await client.query('begin')
    try {
      for (const subject of subjects) {
        const id = '00000000-0000-4000-8000-000000000000'
        await client.query({ ...lockLatches, values: ['message', [subject], id] })
        await between()
      }
      await client.query('commit')
      return 'committed'
    } catch (error) {
      await client.query('rollback')
      return String(error instanceof Error && 'code' in error ? error.code : error)
    } finally {
      client.release()
    }
  }
  let arrived = 0
  const bothHaveOne = new Signal()
  const meet = async (): Promise<void> => {
    arrived += 1
    if (arrived === 2) bothHaveOne.set()
    await bothHaveOne.done
  }

  const ends = await Promise.all([takes(['a', 'b'], meet), takes(['b', 'a'], meet)])

  expect(ends.toSorted((x, y) => x.localeCompare(y))).toEqual(['40P01', 'committed'])
})

test('twin: without the latch of the number, two clients with one number get two messages', async () => {
  const { db, pool } = await freshDatabase()

  const results = await Promise.all([
    messageOnce().send(db, 'client:1', text('one')),
    messageOnce().send(db, 'client:2', text('two')),
  ])

  expect(results.map(({ effect }) => effect?.recipient)).toEqual(['+8613800000000', '+8613800000000'])
  expect((await effectTally(pool)).effects).toBe(2)
})

test('whoever waits for a transaction that is rolled back wins, on what were placeholders', async () => {
  const { db, pool } = await freshDatabase()
  const client = await pool.connect()
  await client.query('begin')
  await messageOnce().send(fromPg(client), 'client:7', text('undone', { also: ['number:1'] }))

  const waiting = messageOnce().send(db, 'client:8', text('hello', { also: ['number:1'] }))
  await someoneWaits(pool)
  await client.query('rollback')
  client.release()

  expect((await waiting).status).toBe('queued')
  expect(await effectTally(pool)).toEqual({ latches: 2, claims: 2, released: 0, effects: 1, events: 1 })
})

test('whoever waits for one that commits gets its message', async () => {
  const { db, pool } = await freshDatabase()
  const client = await pool.connect()
  await client.query('begin')
  const first = await messageOnce().send(fromPg(client), 'client:7', text('first'))

  const waiting = messageOnce().send(db, 'client:7', text('second'))
  await someoneWaits(pool)
  await client.query('commit')
  client.release()

  expect(await waiting).toMatchObject({ status: 'already', effect: { id: first.effect?.id } })
})

test('a wait that crosses midnight ends in the new day, with a message of its own', async () => {
  const { db, pool } = await freshDatabase()
  await freezeClock(db, morning)
  const client = await pool.connect()
  await client.query('begin')
  await messageOnce().send(fromPg(client), 'client:7', text('first'))

  const waiting = messageOnce().send(db, 'client:7', text('second'))
  await someoneWaits(pool)
  await freezeClock(db, new Date('2026-11-22T16:00:00Z'))
  await client.query('commit')
  client.release()

  expect(await waiting).toMatchObject({ status: 'queued', effect: { period: '2026-11-23' } })
})

test('a slot that opens between the two looks is tried once more', async () => {
  const { db, pool } = await freshDatabase()
  await messageOnce().send(db, 'client:7', text('first'))
  const remove = setPausePoint('after-latch', async () => {
    remove()
    await pool.query('update daylatch.claim set released_at = daylatch.clock()')
    await pool.query('update daylatch.latch set released = true, claims = 0')
  })

  const result = await messageOnce().send(db, 'client:7', text('second', { also: ['number:1'] }))

  expect(result.status).toBe('queued')
  expect(await effectTally(pool)).toEqual({ latches: 2, claims: 2, released: 1, effects: 2, events: 2 })
})

test('a change of zone neither gives a second message before the claim is over, nor overlapping claims', async () => {
  const { db, pool } = await freshDatabase()
  await freezeClock(db, morning)
  await messageOnce().send(db, 'client:7', text('first'))
  const inLosAngeles = messageOnce({ per: day({ zone: 'America/Los_Angeles' }) })

  // There it is still the day before.
  expect((await inLosAngeles.send(db, 'client:7', text('second'))).status).toBe('already')
  await freezeClock(db, new Date('2026-11-22T17:00:00Z'))
  expect((await inLosAngeles.send(db, 'client:7', text('third'))).status).toBe('already')
  await freezeClock(db, new Date('2026-11-23T17:00:00Z'))
  expect((await inLosAngeles.send(db, 'client:7', text('fourth'))).status).toBe('queued')

  const { rows } = await pool.query(`
    select count(*)::int as n from daylatch.claim a join daylatch.claim b using (subject)
    where a.claim_id < b.claim_id and a.starts_at < b.ends_at and b.starts_at < a.ends_at`)
  expect(rows).toEqual([{ n: 0 }])
})

test('a missing latch is made good by the unique index, and without that by nothing', async () => {
  const { db, pool } = await freshDatabase()
  const first = await messageOnce().send(db, 'client:7', text('first', { also: ['number:1'] }))
  await pool.query('delete from daylatch.latch')

  const second = await messageOnce().send(db, 'client:8', text('second', { also: ['number:1'] }))
  expect(second).toMatchObject({ status: 'already', subject: 'number:1', effect: { id: first.effect?.id } })
  expect(await effectTally(pool)).toEqual({ latches: 0, claims: 2, released: 0, effects: 1, events: 1 })

  await pool.query('drop index daylatch.claim_once')
  expect((await messageOnce().send(db, 'client:8', text('third', { also: ['number:1'] }))).status).toBe(
    'queued',
  )
})

test('a claim after something was spent in the same transaction is refused', async () => {
  const { pool } = await freshDatabase()
  const client = await pool.connect()
  await client.query('begin')
  await grant(fromPg(client), 'client:7', { unit: 'credit', amount: 1 })

  expect(await outcomeOf(messageOnce().send(fromPg(client), 'client:7', text('late')))).toBe('WRONG_ORDER')
  await client.query('rollback')
  client.release()
})

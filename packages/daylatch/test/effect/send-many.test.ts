import { waitFor } from '@daylatch/test-kit'
import { expect, test } from 'vitest'
import { fromPg, type SendManyResult } from '../../src/index.ts'
import { cuttingProxy } from '../support/cutting-proxy.ts'
import { freshDatabase } from '../support/fresh-database.ts'
import { effectTally, messageOnce, text } from '../support/messages.ts'
import { outcomeOf } from '../support/outcome-of.ts'

function statuses(results: readonly SendManyResult[]): readonly string[] {
  return results.map(({ status }) => status)
}

test('who is in the list earlier takes the shared number; the other one keeps a free slot', async () => {
  const { db, pool } = await freshDatabase()

  const results = await messageOnce().sendMany(db, [
    { subject: 'client:z', ...text('first', { also: ['number:1'] }) },
    { subject: 'client:a', ...text('second', { also: ['number:1'] }) },
    { subject: 'client:z', ...text('third') },
  ])

  expect(statuses(results)).toEqual(['queued', 'already', 'already'])
  const [first, second, third] = results
  if (first?.status !== 'queued') throw new Error('Expected the first to be queued')
  expect(second).toMatchObject({ subject: 'number:1', effect: { id: first.effect.id } })
  expect(third).toMatchObject({ subject: 'client:z', claim: { id: first.claim.id } })
  expect(await effectTally(pool)).toEqual({ latches: 2, claims: 2, released: 0, effects: 1, events: 1 })
})

test('a list of 600 is three transactions, and a second one finds all of it', async () => {
  const { db, pool } = await freshDatabase()
  const list = Array.from({ length: 600 }, (_, n) => ({ subject: `client:${n}`, ...text(`hello ${n}`) }))

  const results = await messageOnce().sendMany(db, list)
  const again = await messageOnce().sendMany(db, list)

  expect([new Set(statuses(results)), new Set(statuses(again))]).toEqual([
    new Set(['queued']),
    new Set(['already']),
  ])
  expect(again.map((each) => 'effect' in each && each.effect?.id)).toEqual(
    results.map((each) => 'effect' in each && each.effect?.id),
  )
  const { rows } = await pool.query(
    'select count(*)::int as n from daylatch.effect group by xmin::text order by n',
  )
  expect(rows).toEqual([{ n: 88 }, { n: 256 }, { n: 256 }])
  expect(await effectTally(pool)).toEqual({
    latches: 600,
    claims: 600,
    released: 0,
    effects: 600,
    events: 600,
  })
})

test("a stranger's row keeps nobody up but those who need it, and nobody behind them takes their number", async () => {
  const { db, pool } = await freshDatabase()
  await messageOnce().send(db, 'client:7', text('yesterday'))
  for (const table of ['latch', 'claim']) {
    await pool.query(
      `update daylatch.${table} set period = '2020-01-01', starts_at = '2020-01-01', ends_at = '2020-01-02'`,
    )
  }
  const stranger = await pool.connect()
  await stranger.query('begin')
  await stranger.query(`select from daylatch.latch where subject = 'client:7' for update`)
  const list = Array.from({ length: 300 }, (_, n) => {
    const also = n === 7 || n === 290 ? ['number:1'] : []
    return { subject: `client:${n}`, ...text('hello', { also }) }
  })

  const sending = messageOnce({ lockTimeoutMs: 60_000 }).sendMany(db, list)
  await waitFor('all others are queued', async () => (await effectTally(pool)).effects === 1 + 298)
  await stranger.query('rollback')
  stranger.release()

  const results = await sending
  expect(statuses(results.filter((_, n) => n !== 290))).toEqual(Array.from({ length: 299 }, () => 'queued'))
  expect(results[290]).toMatchObject({
    status: 'already',
    subject: 'number:1',
    effect: { subject: 'client:7' },
  })
})

test('a row that stays locked fails its own place only', async () => {
  const { db, pool } = await freshDatabase()
  const stranger = await pool.connect()
  await stranger.query('begin')
  await messageOnce().send(fromPg(stranger), 'client:1', text('never'))

  const results = await messageOnce({ lockTimeoutMs: 100 }).sendMany(
    db,
    [0, 1, 2].map((n) => ({ subject: `client:${n}`, ...text('hello') })),
  )
  await stranger.query('rollback')
  stranger.release()

  expect(statuses(results)).toEqual(['queued', 'failed', 'queued'])
  expect(results[1]).toMatchObject({ subject: 'client:1', error: { code: 'LOCK_TIMEOUT' } })
})

test('inside a transaction all of it is part of it', async () => {
  const { pool } = await freshDatabase()
  const client = await pool.connect()
  await client.query('begin')

  const results = await messageOnce().sendMany(fromPg(client), [
    { subject: 'client:1', ...text('one', { also: ['number:1'] }) },
    { subject: 'client:2', ...text('two', { also: ['number:1'] }) },
  ])
  await client.query('rollback')
  client.release()

  expect(statuses(results)).toEqual(['queued', 'already'])
  expect(await effectTally(pool)).toEqual({ latches: 0, claims: 0, released: 0, effects: 0, events: 0 })
})

test.each(['before its answer comes back', 'before the server gets it'] as const)(
  'a COMMIT that is cut %s keeps every win of its batch',
  async (cut) => {
    const { url, pool, connect } = await freshDatabase()
    const proxy = await cuttingProxy(url, cut)
    const list = Array.from({ length: 20 }, (_, n) => ({
      subject: `client:${n}`,
      ...text('hello', { also: [`number:${n % 10}`] }),
    }))

    const results = await messageOnce().sendMany(connect({ url: proxy.url }), list)

    expect(statuses(results)).toEqual([
      ...Array.from({ length: 10 }, () => 'queued'),
      ...Array.from({ length: 10 }, () => 'already'),
    ])
    expect(proxy.cuts()).toBe(1)
    expect(await effectTally(pool)).toEqual({ latches: 20, claims: 20, released: 0, effects: 10, events: 10 })
  },
)

test('a list with one bad place is refused before anything is claimed', async () => {
  const { db, pool } = await freshDatabase()
  const list = [
    { subject: 'client:1', ...text('fine') },
    { subject: '', ...text('nobody') },
  ]

  expect(await outcomeOf(messageOnce().sendMany(db, list))).toBe('BAD_OPTION')
  expect((await effectTally(pool)).effects).toBe(0)
})

test('an empty list is nothing to do', async () => {
  const { db } = await freshDatabase()
  expect(await messageOnce().sendMany(db, [])).toEqual([])
})

import { expect, test } from 'vitest'
import { fromPg } from '../../src/index.ts'
import { freezeClock } from '../../src/testing/index.ts'
import { morning } from '../support/check-in.ts'
import { cuttingProxy } from '../support/cutting-proxy.ts'
import { freshDatabase } from '../support/fresh-database.ts'
import { effectTally, messageOnce, text } from '../support/messages.ts'
import { outcomeOf } from '../support/outcome-of.ts'

test('a repeated call gets the same message again, also in another period', async () => {
  const { db, pool } = await freshDatabase()
  await freezeClock(db, morning)
  const first = await messageOnce().send(db, 'client:7', text('hello'), { key: 'k' })
  await freezeClock(db, new Date(morning.getTime() + 86_400_000))

  const second = await messageOnce().send(db, 'client:7', text('hello'), { key: 'k' })

  expect(second).toEqual({ ...first, replayed: true })
  expect((await effectTally(pool)).effects).toBe(1)
})

test('a repeated loss is told as that loss, though it was lost through the number of another client', async () => {
  const { db } = await freshDatabase()
  await freezeClock(db, morning)
  await messageOnce().send(db, 'client:1', text('first', { also: ['number:1'] }))
  const lost = await messageOnce().send(db, 'client:2', text('late', { also: ['number:1'] }), { key: 'k' })
  await freezeClock(db, new Date(morning.getTime() + 86_400_000))

  const again = await messageOnce().send(db, 'client:2', text('late', { also: ['number:1'] }), { key: 'k' })

  expect(lost).toMatchObject({ status: 'already', subject: 'number:1', replayed: false })
  expect(again).toEqual({ ...lost, replayed: true })
})

test('the same key for something else is refused, and nothing is written', async () => {
  const { db, pool } = await freshDatabase()
  const message = messageOnce()
  await message.send(db, 'client:7', text('one'), { key: 'k' })
  await message.send(db, 'client:8', text('one'), { key: 'r', request: 'body' })

  expect(await outcomeOf(message.send(db, 'client:7', text('two'), { key: 'k' }))).toBe('KEY_REUSED')
  expect(await outcomeOf(message.send(db, 'client:7', text('one', { gateway: 'fax' }), { key: 'k' }))).toBe(
    'KEY_REUSED',
  )
  expect(await outcomeOf(message.claim(db, 'client:7', { key: 'k' }))).toBe('KEY_REUSED')
  // With a request of its own the key stands for that, whatever the words are by now.
  expect(await message.send(db, 'client:8', text('other'), { key: 'r', request: 'body' })).toMatchObject({
    status: 'queued',
    replayed: true,
  })
  expect((await effectTally(pool)).effects).toBe(2)
})

test('of ten calls at once with one key all get one message, one of them for the first time', async () => {
  const { connect, pool } = await freshDatabase()
  const databases = [connect(), connect()]

  const results = await Promise.all(
    Array.from({ length: 10 }, async (_, n) => {
      const db = databases[n % 2] ?? connect()
      return await messageOnce().send(db, 'client:7', text('hello'), { key: 'k' })
    }),
  )

  expect(results.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 'queued'))
  expect(results.filter(({ replayed }) => !replayed).length).toBe(1)
  expect((await effectTally(pool)).effects).toBe(1)
})

test('a list that has one key twice replays it', async () => {
  const { db } = await freshDatabase()
  const one = { subject: 'client:7', ...text('hello'), key: 'k' }

  const results = await messageOnce().sendMany(db, [one, one, { ...one, payload: 'else' }])

  expect(results).toMatchObject([
    { status: 'queued', replayed: false },
    { status: 'queued', replayed: true },
    { status: 'failed', error: { code: 'KEY_REUSED' } },
  ])
})

test('a key that was taken in a transaction that rolls back is free again', async () => {
  const { db, pool } = await freshDatabase()
  const client = await pool.connect()
  await client.query('begin')
  await messageOnce().send(fromPg(client), 'client:7', text('undone'), { key: 'k' })
  await client.query('rollback')
  client.release()

  expect(await messageOnce().send(db, 'client:7', text('hello'), { key: 'k' })).toMatchObject({
    status: 'queued',
    replayed: false,
  })
})

test.each(['before its answer comes back', 'before the server gets it'] as const)(
  'a COMMIT that is cut %s turns no win into a loss, with a key and without',
  async (cut) => {
    const { url, pool, connect } = await freshDatabase()
    for (const [subject, options] of [
      ['client:7', {}],
      ['client:8', { key: 'k' }],
    ] as const) {
      const proxy = await cuttingProxy(url, cut)
      const wish = text('hello', { also: [`number of ${subject}`] })
      const result = await messageOnce().send(connect({ url: proxy.url }), subject, wish, options)
      expect([result.status, result.replayed, proxy.cuts()]).toEqual(['queued', false, 1])
    }
    expect(await effectTally(pool)).toEqual({ latches: 4, claims: 4, released: 0, effects: 2, events: 2 })
  },
)

test('a loss whose COMMIT is cut is a loss', async () => {
  const { url, db, connect } = await freshDatabase()
  const first = await messageOnce().send(db, 'client:1', text('first', { also: ['number:1'] }))
  const proxy = await cuttingProxy(url, 'before its answer comes back')

  const lost = await messageOnce().send(
    connect({ url: proxy.url }),
    'client:2',
    text('late', { also: ['number:1'] }),
  )

  expect([lost.status, lost.effect?.id, proxy.cuts()]).toEqual(['already', first.effect?.id, 1])
})

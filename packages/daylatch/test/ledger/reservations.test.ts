import { expect, test } from 'vitest'
import { expireReservations, release, reservations, reserve, settle, spend } from '../../src/index.ts'
import { freezeClock } from '../../src/testing/index.ts'
import { morning } from '../support/check-in.ts'
import { freshDatabase } from '../support/fresh-database.ts'
import { accountOf, give, reading, setAside, transaction } from '../support/ledger.ts'
import { outcomeOf } from '../support/outcome-of.ts'

const later = (ms: number): Date => new Date(morning.getTime() + ms)

test('what is set aside is nobody’s until it is settled: for less, and the rest is free again', async () => {
  const { db } = await freshDatabase()
  await freezeClock(db, morning)
  await give(db, 'ada', 10)
  const reservation = await setAside(db, 'ada', 8, { key: 'read:one', expiresInMs: 1000 })
  expect(reservation).toMatchObject({
    state: 'held',
    amount: 8,
    expiresAt: later(1000),
    endedAt: null,
    seq: null,
  })
  expect(await accountOf(db, 'ada')).toEqual([10, 8, 1])
  const settled = await settle(db, 'ada', reservation.id, { amount: 3 })
  expect(settled).toMatchObject({
    status: 'settled',
    replayed: false,
    entry: { seq: 2, kind: 'settle', amount: -3, balance: 7, reservationId: reservation.id, key: null },
    reservation: { state: 'settled', amount: 8, seq: 2, endedAt: morning },
  })
  expect(await accountOf(db, 'ada')).toEqual([7, 0, 2])
  expect(await settle(db, 'ada', reservation.id)).toEqual({ ...settled, replayed: true })
  expect(await release(db, 'ada', reservation.id)).toEqual({ ...settled, replayed: true })
  expect(await accountOf(db, 'ada')).toEqual([7, 0, 2])
})

test('released is released, also the second time, and cannot be settled', async () => {
  const { db } = await freshDatabase()
  await give(db, 'ada', 10)
  const { id } = await setAside(db, 'ada', 8)
  const answers = [await release(db, 'ada', id), await release(db, 'ada', id), await settle(db, 'ada', id)]
  expect(answers).toEqual([{ status: 'released' }, { status: 'released' }, { status: 'released' }])
  expect(await accountOf(db, 'ada')).toEqual([10, 0, 1])
})

test('another subject’s reservation, one that never was, and what is no id are unknown', async () => {
  const { db } = await freshDatabase()
  await give(db, 'ada', 10)
  const { id } = await setAside(db, 'ada', 8)
  for (const call of [
    settle(db, 'bo', id),
    release(db, 'bo', id),
    settle(db, 'ada', 'x'),
    release(db, 'ada', 'x'),
  ]) {
    expect(await call).toEqual({ status: 'unknown' })
  }
  expect(await outcomeOf(settle(db, 'ada', id, { amount: 9 }))).toBe('BAD_OPTION')
  expect(await accountOf(db, 'ada')).toEqual([10, 8, 1])
})

test('one whose time is over can neither be settled nor released, and its amount is free', async () => {
  const { db } = await freshDatabase()
  await freezeClock(db, morning)
  await give(db, 'ada', 10)
  const [first, second] = [
    await setAside(db, 'ada', 3, { expiresInMs: 1000 }),
    await setAside(db, 'ada', 4, { expiresInMs: 1001 }),
  ]
  await freezeClock(db, later(1000))
  expect(await settle(db, 'ada', first.id)).toEqual({ status: 'expired' })
  expect(await settle(db, 'ada', second.id)).toMatchObject({ status: 'settled' })
  expect(await release(db, 'ada', first.id)).toEqual({ status: 'expired' })
  expect(await accountOf(db, 'ada')).toEqual([6, 0, 2])
})

test('a spend or a reserve that finds too little first lets the forgotten ones go', async () => {
  const { db } = await freshDatabase()
  await freezeClock(db, morning)
  await give(db, 'ada', 10)
  await setAside(db, 'ada', 6, { expiresInMs: 1000 })
  expect((await spend(db, 'ada', { ...reading, amount: 8 })).status).toBe('insufficient')
  await freezeClock(db, later(1000))
  expect((await spend(db, 'ada', { ...reading, amount: 8 })).status).toBe('spent')
  await setAside(db, 'ada', 2, { expiresInMs: 1000 })
  await freezeClock(db, later(2000))
  await setAside(db, 'ada', 1)
  expect(await accountOf(db, 'ada')).toEqual([2, 1, 2])
  expect(new Set((await reservations(db, 'ada', { state: 'expired' })).map(({ amount }) => amount))).toEqual(
    new Set([2, 6]),
  )
})

test('the key of one whose time is over is free, for another amount too', async () => {
  const { db } = await freshDatabase()
  await freezeClock(db, morning)
  await give(db, 'ada', 10)
  const first = await setAside(db, 'ada', 6, { key: 'k', expiresInMs: 1000 })
  await freezeClock(db, later(1000))
  const second = await reserve(db, 'ada', { ...reading, amount: 5, key: 'k' })
  expect(second).toMatchObject({ status: 'reserved', replayed: false })
  expect(await settle(db, 'ada', first.id)).toEqual({ status: 'expired' })
  expect(await accountOf(db, 'ada')).toEqual([10, 5, 1])
})

test('housekeeping frees the oldest up to its limit, and passes by an account that somebody holds', async () => {
  const { db, pool } = await freshDatabase()
  await freezeClock(db, morning)
  for (const [subject, expiresInMs] of [
    ['ada', 10],
    ['bo', 20],
    ['cy', 30],
    ['di', 5000],
  ] as const) {
    await give(db, subject, 10)
    await setAside(db, subject, 4, { expiresInMs })
  }
  await freezeClock(db, later(1000))
  await transaction(pool, async (client) => {
    await client.query(`select from daylatch.balance where subject = 'bo' for update`)
    expect([await expireReservations(db, { limit: 1 }), await expireReservations(db)]).toEqual([1, 1])
  })
  const held = async (): Promise<readonly number[]> =>
    await Promise.all(['ada', 'bo', 'cy', 'di'].map(async (subject) => (await accountOf(db, subject))[1]))
  expect(await held()).toEqual([0, 4, 0, 4])
  expect([await expireReservations(db), await expireReservations(db), await held()]).toEqual([
    1,
    0,
    [0, 0, 0, 4],
  ])
})

test('reservations are listed by state and by the beginning of their key, page by page', async () => {
  const { db } = await freshDatabase()
  await give(db, 'ada', 100)
  const keys = ['read:a', 'read:b', 'read:c', 'other']
  for (const key of keys) {
    const { id } = await setAside(db, 'ada', 1, { key })
    if (key !== 'read:b') await settle(db, 'ada', id)
  }
  const listed = async (options: Parameters<typeof reservations>[2]): Promise<readonly (string | null)[]> =>
    (await reservations(db, 'ada', options)).map(({ key }) => key)
  expect(new Set(await listed({ keyPrefix: 'read:', state: 'settled' }))).toEqual(
    new Set(['read:a', 'read:c']),
  )
  const [first] = await reservations(db, 'ada', { limit: 1 })
  const rest = await reservations(db, 'ada', first === undefined ? {} : { after: first.id })
  expect(new Set([first, ...rest].map((each) => each?.key))).toEqual(new Set(keys))
  expect(await listed({ keyPrefix: 'read' })).toHaveLength(3)
  expect(await listed({ keyPrefix: '%' })).toEqual([])
})

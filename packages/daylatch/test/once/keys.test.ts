import { describe, expect, test } from 'vitest'
import { day, type Once } from '../../src/index.ts'
import { freezeClock, setPausePoint } from '../../src/testing/index.ts'
import { checkInOnce, morning, nextReset } from '../support/check-in.ts'
import { freshDatabase } from '../support/fresh-database.ts'
import { storedKeys } from '../support/keys.ts'
import { tally } from '../support/tally.ts'

const DAY_MS = 86_400_000
const onePayment = { latches: 1, claims: 1, entries: 1, paid: 25, balances: 25, broken: 0 }

test('the same key before and after the boundary is one claim, and gets one answer', async () => {
  const { db, pool, connect } = await freshDatabase()
  const checkIn = checkInOnce()
  await freezeClock(db, morning)
  const first = await checkIn.claim(db, 'ada', { key: 'k1' })
  const replay = { ...first, replayed: true }
  expect([first.status, first.replayed]).toEqual(['claimed', false])
  expect(await checkIn.claim(db, 'ada', { key: 'k1' })).toEqual(replay)
  await freezeClock(db, nextReset)
  expect(await checkIn.claim(db, 'ada', { key: 'k1' })).toEqual(replay)
  expect(await checkInOnce().claim(connect(), 'ada', { key: 'k1' })).toEqual(replay)
  expect(await tally(pool)).toEqual(onePayment)
  const next = await checkIn.claim(db, 'ada', { key: 'k2' })
  expect([next.status, next.replayed, next.claim.period]).toEqual(['claimed', false, '2026-11-23'])
  expect(await checkIn.claim(db, 'ada', { key: 'k1' })).toEqual(replay)
  expect((await tally(pool)).paid).toBe(50)
})

test('the twin, a retry without a key, is paid for both days', async () => {
  const { db, pool } = await freshDatabase()
  const checkIn = checkInOnce()
  await freezeClock(db, morning)
  await checkIn.claim(db, 'ada')
  await freezeClock(db, nextReset)
  expect((await checkIn.claim(db, 'ada')).status).toBe('claimed')
  expect((await tally(pool)).paid).toBe(50)
})

test('the key of a loser is kept too: its retry on the next day stays lost', async () => {
  const { db, pool, connect } = await freshDatabase()
  await freezeClock(db, morning)
  const { claim } = await checkInOnce().claim(db, 'ada')
  const lost = await checkInOnce().claim(connect(), 'ada', { key: 'k' })
  expect(lost).toEqual({ status: 'already', claim, opensAt: nextReset, replayed: false })
  await freezeClock(db, nextReset)
  expect(await checkInOnce().claim(db, 'ada', { key: 'k' })).toEqual({ ...lost, replayed: true })
  expect(await storedKeys(pool)).toEqual([{ subject: 'ada', key: 'k', claim_id: claim.id, won: false }])
  expect(await tally(pool)).toEqual(onePayment)
})

test('another request under the same key is refused, and nothing is written', async () => {
  const { db, pool } = await freshDatabase()
  const checkIn = checkInOnce()
  await freezeClock(db, morning)
  await checkIn.claim(db, 'ada', { key: 'k', request: '{"card":1}' })
  await freezeClock(db, nextReset)
  const others = [{ request: '{"card":2}' }, {}, { request: '{"card":1}', account: '2' }]
  for (const other of others) {
    await expect(checkIn.claim(db, 'ada', { key: 'k', ...other })).rejects.toMatchObject({
      code: 'KEY_REUSED',
      retryable: false,
    })
  }
  expect((await checkIn.claim(db, 'bo', { key: 'k' })).status).toBe('claimed')
  expect(await tally(pool)).toMatchObject({ claims: 2, paid: 50 })
  const { rows } = await pool.query<{ request_hash: string }>('select request_hash from daylatch.claim_key')
  expect(rows.map((row) => row.request_hash.length)).toEqual([64, 64])
})

describe('a key whose seven days', () => {
  const claimAgainAfter = async (ms: number): ReturnType<Once['claim']> => {
    const { db } = await freshDatabase()
    const checkIn = checkInOnce()
    await freezeClock(db, morning)
    await checkIn.claim(db, 'ada', { key: 'k', request: 'first' })
    await freezeClock(db, new Date(morning.getTime() + ms))
    await checkIn.claim(db, 'ada', { key: 'k', request: ms < 7 * DAY_MS ? 'first' : 'second' })
    return await checkIn.claim(db, 'ada', { key: 'k', request: ms < 7 * DAY_MS ? 'first' : 'second' })
  }

  test('are not over yet is found', async () => {
    const { claim, replayed } = await claimAgainAfter(7 * DAY_MS - 1)
    expect([claim.period, replayed]).toEqual(['2026-11-22', true])
  })

  test('are over counts as absent, and is replaced', async () => {
    const { claim, replayed } = await claimAgainAfter(7 * DAY_MS)
    expect([claim.period, replayed]).toEqual(['2026-11-29', true])
  })
})

test('a key belongs to the claim that its request gets in the end, across a boundary in mid-flight', async () => {
  const { db, pool } = await freshDatabase()
  const checkIn = checkInOnce({ cacheSize: 0 })
  await freezeClock(db, morning)
  await checkIn.claim(db, 'ada')
  const remove = setPausePoint('after-latch', async () => {
    remove()
    await freezeClock(db, nextReset)
  })
  const { status, claim, replayed } = await checkIn.claim(db, 'ada', { key: 'k' })
  expect([status, claim.period, replayed]).toEqual(['claimed', '2026-11-23', false])
  expect(await storedKeys(pool)).toEqual([{ subject: 'ada', key: 'k', claim_id: claim.id, won: true }])
})

test('a loss to a claim that is over is kept as well, where a changed zone makes it a loss', async () => {
  const { db, pool } = await freshDatabase()
  const west = checkInOnce({ cacheSize: 0, per: day({ zone: 'America/New_York', resetAt: '08:00' }) })
  await freezeClock(db, morning)
  await checkInOnce().claim(db, 'ada')
  await freezeClock(db, new Date('2026-11-23T00:30:00Z'))
  const lost = await west.claim(db, 'ada', { key: 'k' })
  expect([lost.status, lost.replayed]).toEqual(['already', false])
  await freezeClock(db, lost.opensAt ?? morning)
  expect(await west.claim(db, 'ada', { key: 'k' })).toEqual({ ...lost, replayed: true })
  expect((await tally(pool)).claims).toBe(1)
})

test('a batch keeps its plain, new, repeated, lost and mistaken requests apart', async () => {
  const { db, connect, pool } = await freshDatabase()
  const checkIn = checkInOnce({ cacheSize: 0 })
  await freezeClock(db, morning)
  await checkIn.claim(db, 'repeated', { key: 'k' })
  await checkIn.claim(db, 'mistaken', { key: 'k', request: 'first' })
  await checkIn.claim(db, 'lost')
  const other = connect()
  const first = checkIn.claim(other, 'first')
  const results = await Promise.allSettled([
    checkIn.claim(other, 'plain'),
    checkIn.claim(other, 'lost-plain-later'),
    checkIn.claim(other, 'new', { key: 'k' }),
    checkIn.claim(other, 'repeated', { key: 'k' }),
    checkIn.claim(other, 'lost', { key: 'k' }),
    checkIn.claim(other, 'mistaken', { key: 'k', request: 'second' }),
  ])
  await first
  const outcome = results.map((result) =>
    result.status === 'fulfilled'
      ? `${result.value.status} ${result.value.replayed}`
      : String(result.reason.code),
  )
  expect(outcome).toEqual([
    'claimed false',
    'claimed false',
    'claimed false',
    'claimed true',
    'already false',
    'KEY_REUSED',
  ])
  expect(await tally(pool)).toMatchObject({ claims: 7, entries: 7, paid: 175, broken: 0 })
  expect((await storedKeys(pool)).map(({ subject, won }) => [subject, won])).toEqual([
    ['lost', false],
    ['mistaken', true],
    ['new', true],
    ['repeated', true],
  ])
})

test('a process whose clock is off does not take its own first round for somebody else’s', async () => {
  const { db, pool } = await freshDatabase()
  await freezeClock(db, new Date('2020-01-01T02:00:00Z'))
  const { claim } = await checkInOnce().claim(db, 'ada')
  const skewed = checkInOnce({ cacheSize: 0 })
  // Its first offer is made by the machine's own clock, years away.
  const lost = await skewed.claim(db, 'ada', { key: 'k' })
  expect([lost.status, lost.claim, lost.replayed]).toEqual(['already', claim, false])
  const won = await checkInOnce({ cacheSize: 0 }).claim(db, 'bo', { key: 'k' })
  expect([won.status, won.claim.period, won.replayed]).toEqual(['claimed', '2020-01-01', false])
  expect((await storedKeys(pool)).map(({ subject, won: isWon }) => [subject, isWon])).toEqual([
    ['ada', false],
    ['bo', true],
  ])
})

test.each([
  [{ key: '' }, 'Expected `key` to be a string of 1 to 200 characters, got `""` (string)'],
  [{ key: 'half \ud83d' }, 'Expected `key` to be well-formed Unicode without NUL, got `"half �"` (string)'],
  [{ request: 7 as unknown as string }, 'Expected `request` to be a string, got `7` (number)'],
])('the options %j are refused', async (options, message) => {
  const { db } = await freshDatabase()
  await expect(checkInOnce().claim(db, 'ada', options)).rejects.toThrow(message)
})

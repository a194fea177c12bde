import { expect, test, vi } from 'vitest'
import type { Database } from '../../src/index.ts'
import { ClosedCache } from '../../src/once/closed-cache.ts'
import { DatabaseClock } from '../../src/once/database-clock.ts'
import { checkInOnce } from '../support/check-in.ts'
import { freshDatabase } from '../support/fresh-database.ts'

function counting(db: Database): { db: Database; connections: () => number } {
  let connections = 0
  return {
    db: {
      ...db,
      connect: async () => {
        connections += 1
        return await db.connect()
      },
    },
    connections: () => connections,
  }
}

test('who has claimed is answered without asking the database again', async () => {
  const counted = counting((await freshDatabase()).db)
  const checkIn = checkInOnce()
  const first = await checkIn.claim(counted.db, 'ada')
  for (let n = 0; n < 100; n += 1)
    expect(await checkIn.claim(counted.db, 'ada')).toEqual({ ...first, status: 'already' })
  expect(counted.connections()).toBe(1)
})

test('without the cache every claim asks', async () => {
  const counted = counting((await freshDatabase()).db)
  const checkIn = checkInOnce({ cacheSize: 0 })
  for (let n = 0; n < 5; n += 1) await checkIn.claim(counted.db, 'ada')
  expect(counted.connections()).toBe(5)
})

test('the memory ends no later than the period, by the clock of the database', async () => {
  const { db } = await freshDatabase()
  const checkIn = checkInOnce()
  const clock = new DatabaseClock()
  const cache = new ClosedCache(clock, 10)
  const { claim } = await checkIn.claim(db, 'ada')
  cache.remember(claim)
  clock.observe(claim.endsAt.getTime() - 60_000, performance.now())
  expect(cache.find('ada')).toBe(claim)
  clock.observe(claim.endsAt.getTime() - 1, performance.now())
  expect(cache.find('ada')).toBe(undefined)
})

test('a machine that has slept asks the database again: its monotonic timer stood still', async () => {
  const counted = counting((await freshDatabase()).db)
  const checkIn = checkInOnce()
  await checkIn.claim(counted.db, 'ada')
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 86_400_000 })
  expect((await checkIn.claim(counted.db, 'ada')).status).toBe('already')
  vi.useRealTimers()
  expect(counted.connections()).toBe(2)
})

test('the oldest memory goes first when there are too many', async () => {
  const { db } = await freshDatabase()
  const checkIn = checkInOnce()
  const clock = new DatabaseClock()
  clock.observe(Date.now(), performance.now())
  const cache = new ClosedCache(clock, 2)
  for (const subject of ['ada', 'bo', 'cy']) cache.remember((await checkIn.claim(db, subject)).claim)
  expect(['ada', 'bo', 'cy'].map((subject) => cache.find(subject)?.subject)).toEqual([undefined, 'bo', 'cy'])
})

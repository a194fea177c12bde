import { expect, test } from 'vitest'
import type { Database } from '../../src/index.ts'
import { ClosedCache } from '../../src/once/closed-cache.ts'
import { DatabaseClock } from '../../src/once/database-clock.ts'
import { startClockAt } from '../../src/testing/index.ts'
import { checkInOnce, nextReset } from '../support/check-in.ts'
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
  await startClockAt(db, new Date(nextReset.getTime() - 200))
  await checkIn.claim(db, 'ada')
  const read = async (): Promise<number> => {
    const session = await db.connect()
    const { rows } = await session.query({ text: 'select extract(epoch from daylatch.clock()) * 1000 as at' })
    session.release()
    return Number(rows[0]?.['at'])
  }
  while ((await read()) < nextReset.getTime());
  expect((await checkIn.claim(db, 'ada')).status).toBe('claimed')
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

import { expect, test } from 'vitest'
import { freezeClock } from '../../src/testing/index.ts'
import { checkInOnce, morning, nextReset } from '../support/check-in.ts'
import { freshDatabase } from '../support/fresh-database.ts'
import { tally } from '../support/tally.ts'

const DAY_MS = 86_400_000

test('status tells who stands where without claiming', async () => {
  const { db, pool } = await freshDatabase()
  await freezeClock(db, morning)
  const checkIn = checkInOnce()
  const runningSince = new Date('2026-11-22T00:00:00Z')
  expect(await checkIn.status(db, 'ada')).toEqual({
    claim: null,
    opensAt: runningSince,
    streak: 0,
    claims: 0,
    makeUps: null,
  })
  const { claim } = await checkIn.claim(db, 'ada')
  const after = { streak: 1, claims: 1, makeUps: null }
  expect(await checkIn.status(db, 'ada')).toEqual({ claim, opensAt: nextReset, ...after })
  await freezeClock(db, nextReset)
  expect(await checkIn.status(db, 'ada')).toEqual({ claim: null, opensAt: nextReset, ...after })
  expect((await tally(pool)).claims).toBe(1)
})

test('status counts a streak as long as a claim would go on with it, and all claims for ever', async () => {
  const { db } = await freshDatabase()
  const checkIn = checkInOnce()
  for (const ago of [2, 1, 0]) {
    await freezeClock(db, new Date(morning.getTime() - ago * DAY_MS))
    await checkIn.claim(db, 'ada')
  }
  const seen: (readonly [number, number])[] = []
  for (const ahead of [0, 1, 2]) {
    await freezeClock(db, new Date(morning.getTime() + ahead * DAY_MS))
    const { streak, claims } = await checkIn.status(db, 'ada')
    seen.push([streak, claims])
  }
  expect(seen).toEqual([
    [3, 3],
    [3, 3],
    [0, 3],
  ])
  const { claim } = await checkIn.claim(db, 'ada')
  const { streak, claims } = await checkIn.status(db, 'ada')
  expect([claim.streak, streak, claims]).toEqual([1, 1, 4])
})

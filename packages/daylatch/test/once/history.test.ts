import { expect, test } from 'vitest'
import type { ClaimRecord } from '../../src/index.ts'
import { freezeClock } from '../../src/testing/index.ts'
import { checkInOnce, morning } from '../support/check-in.ts'
import { type FreshDatabase, freshDatabase } from '../support/fresh-database.ts'

const DAY_MS = 86_400_000
const checkIn = checkInOnce()

/** Claims of Ada for as many days, the latest on the day of `morning`. */
async function claimDays({ db }: FreshDatabase, days: number): Promise<readonly ClaimRecord[]> {
  const claims: ClaimRecord[] = []
  for (let ago = days - 1; ago >= 0; ago -= 1) {
    await freezeClock(db, new Date(morning.getTime() - ago * DAY_MS))
    claims.push((await checkIn.claim(db, 'ada')).claim)
  }
  return claims
}

test('pages of the history follow one another without a gap or a repetition while claims come in', async () => {
  const fresh = await freshDatabase()
  const claims = await claimDays(fresh, 5)
  const first = await checkIn.history(fresh.db, 'ada', { limit: 2 })
  await freezeClock(fresh.db, new Date(morning.getTime() + DAY_MS))
  await checkIn.claim(fresh.db, 'ada')
  const last = first.at(-1)
  if (last === undefined) throw new Error('Expected a page')
  const rest = await checkIn.history(fresh.db, 'ada', { limit: 10, before: last })
  expect([...first, ...rest]).toEqual(claims.toReversed())
})

test('the twin, which skips as many as the page had, shows a record twice', async () => {
  const fresh = await freshDatabase()
  await claimDays(fresh, 3)
  const page = async (offset: number): Promise<readonly unknown[]> =>
    (
      await fresh.pool.query<{ period: string }>(
        `select period from daylatch.claim where subject = 'ada' order by starts_at desc limit 2 offset $1`,
        [offset],
      )
    ).rows.map((row) => row.period)
  const first = await page(0)
  await freezeClock(fresh.db, new Date(morning.getTime() + DAY_MS))
  await checkIn.claim(fresh.db, 'ada')
  expect([first, await page(2)]).toEqual([
    ['2026-11-22', '2026-11-21'],
    ['2026-11-21', '2026-11-20'],
  ])
})

test('the history of a month has the periods that start in it', async () => {
  const fresh = await freshDatabase()
  await claimDays(fresh, 30)
  const days = await checkIn.history(fresh.db, 'ada', {
    limit: 100,
    from: new Date('2026-10-31T00:00:00Z'),
    to: new Date('2026-11-02T00:00:00Z'),
  })
  expect(days.map((claim) => claim.period)).toEqual(['2026-11-01', '2026-10-31'])
  expect(await checkIn.history(fresh.db, 'bo', { limit: 100 })).toEqual([])
})

test('a released claim is in the history with the time of its release, and not in the list', async () => {
  const fresh = await freshDatabase()
  const [claim] = await claimDays(fresh, 1)
  await fresh.pool.query('update daylatch.claim set released_at = claimed_at')
  expect(await checkIn.history(fresh.db, 'ada', { limit: 1 })).toEqual([{ ...claim, releasedAt: morning }])
})

test.each([
  [{ limit: 0 }, 'Expected `limit` to be a whole number from 1 to 1000, got `0` (number)'],
  [
    { limit: 1, from: new Date('nonsense') },
    'Expected `from` to be a valid Date, got `Invalid Date` (object)',
  ],
  [
    { limit: 1, before: { startsAt: morning, id: 'x' } },
    'Expected `before.id` to be the id of a claim, got `"x"` (string)',
  ],
])('the history refuses %j', async (options, message) => {
  const { db } = await freshDatabase()
  await expect(checkIn.history(db, 'ada', options)).rejects.toThrow(message)
})

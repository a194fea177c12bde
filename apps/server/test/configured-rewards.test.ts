import { createDatabase, waitFor } from '@daylatch/test-kit'
import { activeBonusTable, fromPg, migrate } from 'daylatch'
import { startClockAt } from 'daylatch/testing'
import { expect, test } from 'vitest'
import { activateConfiguredBonuses } from '../src/check-in/configured-bonuses.ts'
import { DEFAULT_CONFIG } from '../src/config/defaults.ts'
import { claimPast } from './support/claim-past.ts'
import { startSite } from './support/start-site.ts'

test('a random reward is drawn once and told again; a bonus is paid for the streak; no rank is shown', async () => {
  const site = await startSite({
    config: {
      checkIn: {
        rank: false,
        random: { min: 100, max: 100_000 },
        streakBonuses: [{ days: 2, bonus: 1_000_000 }],
      },
    },
  })
  const member = await site.member()
  await claimPast(site.pool, member, new Date('2031-05-01T04:00:00Z'))
  await startClockAt(fromPg(site.pool), new Date('2031-05-02T04:00:00Z'))
  const won = (await (await member.checkIn()).json()) as { reward: number; bonus: number; balance: number }
  expect(won).toMatchObject({ streak: 2, bonus: 1_000_000, rank: null, balance: 25 + won.reward })
  expect(won.reward).toBeGreaterThanOrEqual(1_000_100)
  expect(won.reward).toBeLessThanOrEqual(1_100_000)
  expect(await (await member.checkIn()).json()).toMatchObject(won)
  // The list goes by a clock that the site asks for once a second.
  const list = await waitFor('the day of the list', async () => {
    const page = (await (await site.stranger().request('/api/check-ins')).json()) as { period: string }
    return page.period === '2031-05-02' && page
  })
  expect(list).toMatchObject({ items: [{ rank: null, streak: 2 }] })
  await site.stop()
})

test('five processes that start at once add one version; the same bonuses again add none', async () => {
  const database = await createDatabase()
  const db = fromPg(database.pool)
  await migrate(db)
  const streakBonuses = [
    { days: 30, bonus: 50 },
    { days: 7, bonus: 10 },
  ]
  const config = { ...DEFAULT_CONFIG, checkIn: { ...DEFAULT_CONFIG.checkIn, streakBonuses } }
  const versions = await Promise.all(
    Array.from({ length: 5 }, async () => await activateConfiguredBonuses(db, config)),
  )
  expect(versions.filter((version) => version !== undefined)).toEqual([1])
  expect(await activateConfiguredBonuses(db, config)).toBeUndefined()
  expect(await activeBonusTable(db, 'check-in')).toMatchObject({
    version: 1,
    actor: 'configuration',
    steps: [
      { streak: 7, amount: 10 },
      { streak: 30, amount: 50 },
    ],
  })
  expect(await activateConfiguredBonuses(db, DEFAULT_CONFIG)).toBe(2)
  expect(await activeBonusTable(db, 'check-in')).toMatchObject({ version: 2, steps: [] })
  await database.drop()
})

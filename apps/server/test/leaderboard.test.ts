import { barrier, createDatabase, type TestDatabase, waitFor } from '@daylatch/test-kit'
import { fromPg, migrate } from 'daylatch'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { runIfDue } from '../src/process/jobs.ts'
import { claimPast } from './support/claim-past.ts'
import { startSite } from './support/start-site.ts'

let database: TestDatabase

beforeEach(async () => {
  database = await createDatabase()
})

afterEach(async () => {
  await database.drop()
})

test('the boards are there soon after a start: streaks that run, all check-ins, equal ones on one place', async () => {
  const first = await startSite({ database })
  const members = await first.members(5, { name: 'Reader' })
  const daysOf = [[1, 2, 3], [2, 3], [1, 3], [1], [2, 3]]
  const noon = (date: number): Date => new Date(Date.UTC(2031, 4, date, 4))
  for (const date of [1, 2, 3]) {
    for (const [index, member] of members.entries()) {
      const at = new Date(noon(date).getTime() + index * 60_000)
      if (daysOf[index]?.includes(date)) await claimPast(database.pool, member, at)
    }
  }
  await database.pool.query(`update site.member set banned_at = now() where name = 'Reader 5'`)
  await first.stop()
  await database.pool.query(`update site.job set ran_at = '-infinity'`)
  const site = await startSite({ database, workers: 2 })
  const board = await waitFor('the boards', async () => {
    const answer = await site.stranger().request('/api/leaderboard')
    const body = (await answer.json()) as { readonly updatedAt: string | null; readonly totals: unknown[] }
    return body.totals.length > 0 ? body : undefined
  })
  expect(board).toEqual({
    updatedAt: expect.stringMatching(/Z$/) as string,
    streaks: [
      { place: 1, name: 'Reader 1', streak: 3 },
      { place: 2, name: 'Reader 2', streak: 2 },
      { place: 3, name: 'Reader 3', streak: 1 },
    ],
    totals: [
      { place: 1, name: 'Reader 1', claims: 3 },
      { place: 2, name: 'Reader 2', claims: 2 },
      { place: 2, name: 'Reader 3', claims: 2 },
      { place: 4, name: 'Reader 4', claims: 1 },
    ],
  })
  await site.stop()
})

describe('a job', () => {
  beforeEach(async () => {
    await migrate(fromPg(database.pool), { schema: 'site', folder: new URL('../sql/', import.meta.url) })
  })

  test('asked for by four processes at once is done by one; soon after it is not due, later it is', async () => {
    let done = 0
    const job = { name: 'count', run: async () => void (done += await Promise.resolve(1)) }
    const verdicts = await Promise.all(
      Array.from({ length: 4 }, async () => await runIfDue(database.pool, job, 60_000)),
    )
    expect(verdicts.filter(Boolean)).toHaveLength(1)
    expect(await runIfDue(database.pool, job, 60_000)).toBe(false)
    await database.pool.query(`update site.job set ran_at = ran_at - interval '61 s'`)
    expect(await runIfDue(database.pool, job, 60_000)).toBe(true)
    expect(done).toBe(2)
  })

  test('that fails is due again at once', async () => {
    const failing = { name: 'fail', run: async () => await Promise.reject(new Error('no')) }
    await expect(runIfDue(database.pool, failing, 60_000)).rejects.toThrow('no')
    expect(await runIfDue(database.pool, { name: 'fail', run: async () => Promise.resolve() }, 60_000)).toBe(
      true,
    )
  })

  test('twin: looking at the time and then doing it is done by all four', async () => {
    let done = 0
    await database.pool.query(`insert into site.job values ('count', '-infinity')`)
    const allHaveLooked = barrier(4)
    const naive = async (): Promise<void> => {
      const { rowCount } = await database.pool.query(
        `select from site.job where ran_at < now() - interval '1 min'`,
      )
      await allHaveLooked()
      if (rowCount === 1) done += 1
      await database.pool.query('update site.job set ran_at = now()')
    }
    await Promise.all(Array.from({ length: 4 }, naive))
    expect(done).toBe(4)
  })
})

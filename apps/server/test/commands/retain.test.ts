import type { TestDatabase } from '@daylatch/test-kit'
import { day, fromPg, once } from 'daylatch'
import { freezeClock } from 'daylatch/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readInstant } from '../../src/commands/options.ts'
import { migratedDatabase } from '../support/migrated-database.ts'
import { daylatch, type Ran } from '../support/run-command.ts'

let database: TestDatabase

/** Two members who checked in on five days of July, and once in November. */
beforeAll(async () => {
  database = await migratedDatabase()
  const db = fromPg(database.pool)
  const checkIn = once('check-in', {
    per: day({ zone: 'UTC' }),
    reward: { amount: 25, unit: 'reading' },
    cacheSize: 0,
  })
  for (const date of ['07-01', '07-02', '07-03', '07-04', '07-05', '11-22']) {
    await freezeClock(db, new Date(`2026-${date}T10:00:00Z`))
    for (const subject of ['ada', 'bob']) await checkIn.claim(db, subject)
  }
})

afterAll(async () => {
  await database.drop()
})

async function retain(...words: readonly string[]): Promise<Ran> {
  return await daylatch(['retain', ...words], { databaseUrl: database.url })
}

async function claims(): Promise<number> {
  const { rows } = await database.pool.query<{ n: number }>('select count(*)::int as n from daylatch.claim')
  return rows[0]?.n ?? Number.NaN
}

test.each([undefined, 'yesterday', '2026-02-30', '2026-01-31T08:00', '2026-13-01T00:00Z', '01/02/2026'])(
  '%j is no date',
  (text) => {
    expect(() => readInstant('--before', text)).toThrow('--before: expected a date such as 2026-01-31')
  },
)

test('a date begins in UTC; an instant has an offset of its own', () => {
  expect(readInstant('--before', '2026-01-31')).toEqual(new Date('2026-01-31T00:00:00Z'))
  expect(readInstant('--before', '2026-01-31T08:00+08:00')).toEqual(new Date('2026-01-31T00:00:00Z'))
})

test('a date within the last 62 days is wrong usage, and nothing is dropped', async () => {
  const { code, stderr } = await retain('--before', '2026-11-20')
  expect([code, await claims()]).toEqual([64, 12])
  expect(stderr).toContain('Expected `before` to be more than 62 days ago')
})

test('a dry run counts what a run then drops; verify is clean after, and balances are as before', async () => {
  const dry = await retain('--before', '2026-07-05', '--dry-run')
  expect([dry.code, dry.stdout, await claims()]).toEqual([
    0,
    'Would drop, of what was over before 2026-07-05T00:00:00.000Z: 8 claims, 0 effects, 8 entries, 0 reservations, 0 keys.\n',
    12,
  ])
  const run = await retain('--before', '2026-07-05T00:00Z', '--json')
  expect([run.code, await claims()]).toEqual([0, 4])
  expect(JSON.parse(run.stdout)).toEqual({
    before: '2026-07-05T00:00:00.000Z',
    dryRun: false,
    claims: 8,
    effects: 0,
    entries: 8,
    reservations: 0,
    keys: 0,
  })
  const verified = await daylatch(['verify'], { databaseUrl: database.url })
  expect([verified.code, verified.stdout]).toEqual([
    0,
    'Everything agrees: 2 subjects, 2 accounts, 4 entries, 4 claims.\n',
  ])
  const explained = await daylatch(['explain', 'ada', '--json'], { databaseUrl: database.url })
  expect(JSON.parse(explained.stdout)).toMatchObject({
    actions: [{ action: 'check-in', claimed: 6 }],
    accounts: [{ amount: 150, version: 6, entries: [{ seq: 6 }, { seq: 5 }] }],
  })
})

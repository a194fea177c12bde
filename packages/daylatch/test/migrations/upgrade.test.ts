import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Pool } from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import { fromPg, migrate, verify } from '../../src/index.ts'
import { freezeClock } from '../../src/testing/index.ts'
import { checkInOnce } from '../support/check-in.ts'
import { emptyDatabase } from '../support/empty-database.ts'
import { tally } from '../support/tally.ts'

const FIRST = '0001_claims_and_ledger.sql'

/** The schema as the first release made it. */
async function migrateToFirst(pool: Pool): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'first-'))
  onTestFinished(async () => await rm(folder, { recursive: true }))
  await copyFile(new URL(`../../sql/postgres/${FIRST}`, import.meta.url), join(folder, FIRST))
  expect(await migrate(fromPg(pool), { folder: pathToFileURL(`${folder}/`) })).toEqual([1])
}

/** What the first release wrote for `days` check-ins in a row of a subject, the last on 21 November 2026. */
async function oldCheckIns(pool: Pool, subject: string, days: number): Promise<void> {
  const claims = `
    select $1 as subject, gen_random_uuid() as claim_id, to_char(d, 'YYYY-MM-DD') as period, d as starts_at,
      d + interval '1 day' as ends_at, d + interval '1 hour' as claimed_at, n, n::int as streak
    from generate_series(1, $2::int) as n,
      lateral (select timestamptz '2026-11-21T00:00:00Z' - ($2 - n) * interval '1 day' as d) as day`
  await pool.query(
    `with old as materialized (${claims}),
     counted as (
       insert into daylatch.period_counter as c (action, period, claims) select 'check-in', period, 1 from old
       on conflict (action, period) do update set claims = c.claims + 1 returning period, claims),
     claimed as (
       insert into daylatch.claim (subject, claim_id, action, period, zone, starts_at, ends_at, claimed_at, streak, rank,
         unit, account, reward, seq)
       select subject, claim_id, 'check-in', period, 'Asia/Shanghai', starts_at, ends_at, claimed_at, streak, claims,
         'reading', 'main', 25, n from old join counted using (period)),
     entered as (
       insert into daylatch.entry (subject, unit, account, seq, kind, amount, balance, claim_id, entered_at)
       select subject, 'reading', 'main', n, 'reward', 25, 25 * n, claim_id, claimed_at from old),
     owed as (
       insert into daylatch.balance (subject, unit, account, amount, version)
       select subject, 'reading', 'main', 25 * count(*), count(*) from old group by subject)
     insert into daylatch.latch (subject, action, claim_id, period, starts_at, ends_at, claimed_at, account, streak)
     select subject, 'check-in', claim_id, period, starts_at, ends_at, claimed_at, 'main', streak
     from old order by n desc limit 1`,
    [subject, days],
  )
}

test('claims of the first release stand after the upgrade: nobody is paid twice, streaks and sums go on', async () => {
  const { pool } = await emptyDatabase()
  await migrateToFirst(pool)
  await oldCheckIns(pool, 'ada', 3)
  await oldCheckIns(pool, 'bob', 1)

  const db = fromPg(pool)
  expect((await migrate(db))[0]).toBe(2)

  const checkIn = checkInOnce({ cacheSize: 0 })
  await freezeClock(db, new Date('2026-11-22T07:59:59.999+08:00'))
  const sameDay = await checkIn.claim(db, 'ada')
  await freezeClock(db, new Date('2026-11-22T08:00:00.000+08:00'))
  const nextDay = await checkIn.claim(db, 'ada')
  const eve = await checkIn.claim(db, 'eve')
  expect([sameDay.status, sameDay.claim.period, sameDay.claim.streak]).toEqual(['already', '2026-11-21', 3])
  expect([nextDay.status, nextDay.claim.streak, nextDay.claim.reward?.balance]).toEqual(['claimed', 4, 100])
  expect([eve.status, eve.claim.streak]).toEqual(['claimed', 1])
  expect(await tally(pool)).toEqual({
    latches: 3,
    claims: 6,
    entries: 6,
    paid: 150,
    balances: 150,
    broken: 0,
  })
})

test('the upgrade counts the claims that are there', async () => {
  const { pool } = await emptyDatabase()
  await migrateToFirst(pool)
  await oldCheckIns(pool, 'ada', 3)
  await oldCheckIns(pool, 'bob', 1)

  await migrate(fromPg(pool))

  const { rows } = await pool.query<{ subject: string; claims: string }>(
    'select subject, claims from daylatch.latch order by subject',
  )
  expect(rows).toEqual([
    { subject: 'ada', claims: '3' },
    { subject: 'bob', claims: '1' },
  ])
  expect((await verify(fromPg(pool))).problem).toBe(null)
})

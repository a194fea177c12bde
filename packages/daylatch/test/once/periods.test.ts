import type { Pool } from 'pg'
import { describe, expect, test } from 'vitest'
import { day, ever, hour, month, type Once, once, type PeriodRule, periodAt, week } from '../../src/index.ts'
import { freezeClock } from '../../src/testing/index.ts'
import { freshDatabase } from '../support/fresh-database.ts'
import { tally } from '../support/tally.ts'

const site = { zone: 'Asia/Shanghai', resetAt: '08:00' }

function claimsPer(per: PeriodRule): Once {
  return once('check-in', { per, reward: { amount: 25, unit: 'reading' }, rank: true })
}

/** Pairs of unreleased claims of one subject whose times overlap. */
async function overlaps(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{ n: number }>(
    `select count(*)::int as n from daylatch.claim a join daylatch.claim b
       on a.subject = b.subject and a.claim_id < b.claim_id
         and tstzrange(a.starts_at, a.ends_at) && tstzrange(b.starts_at, b.ends_at)`,
  )
  return rows[0]?.n ?? -1
}

test.each<[PeriodRule, string, string, string]>([
  [hour({ zone: 'Asia/Kolkata' }), '2026-11-22T07:30Z', '2026-11-22T08:30:00Z', '2026-11-22T08:30Z'],
  [day(site), '2026-11-22', '2026-11-23T00:00:00Z', '2026-11-23'],
  [week(site), '2026-W47', '2026-11-23T00:00:00Z', '2026-W48'],
  [month(site), '2026-11', '2026-12-01T00:00:00Z', '2026-12'],
])('per $unit: once within, and again from the boundary on', async (per, key, boundary, nextKey) => {
  const { db, pool } = await freshDatabase()
  const action = claimsPer(per)
  const opensAt = new Date(boundary)
  await freezeClock(db, new Date('2026-11-22T07:40:00Z'))
  const { status, claim } = await action.claim(db, 'ada')
  expect([status, claim.period, claim.endsAt]).toEqual(['claimed', key, opensAt])
  await freezeClock(db, new Date(opensAt.getTime() - 1))
  const again = await action.claim(db, 'ada')
  expect([again.status, again.claim.id, again.opensAt]).toEqual(['already', claim.id, opensAt])
  expect(await action.status(db, 'ada')).toMatchObject({ claim: { id: claim.id }, opensAt })
  await freezeClock(db, opensAt)
  const next = await action.claim(db, 'ada')
  expect([next.status, next.claim.period, next.claim.streak]).toEqual(['claimed', nextKey, 2])
  expect(await tally(pool)).toMatchObject({ claims: 2, paid: 50, balances: 50, broken: 0 })
})

test('per ever: once, and not after a hundred years', async () => {
  const { db, connect, pool } = await freshDatabase()
  await freezeClock(db, new Date('2026-11-22T07:40:00Z'))
  expect(await claimsPer(ever()).status(db, 'ada')).toMatchObject({
    claim: null,
    opensAt: new Date('0001-01-01T00:00:00Z'),
  })
  const results = await Promise.all([db, connect()].map((one) => claimsPer(ever()).claim(one, 'ada')))
  expect(results.map(({ status }) => status).toSorted((a, b) => a.localeCompare(b))).toEqual([
    'already',
    'claimed',
  ])
  await freezeClock(db, new Date('2126-11-22T07:40:00Z'))
  const { status, claim, opensAt } = await claimsPer(ever()).claim(connect(), 'ada')
  expect([status, claim.period, claim.zone, opensAt]).toEqual(['already', 'ever', 'UTC', null])
  expect([claim.startsAt, claim.endsAt]).toEqual([
    new Date('0001-01-01T00:00:00Z'),
    new Date('9999-12-31T00:00:00Z'),
  ])
  expect(await claimsPer(ever()).status(db, 'ada')).toMatchObject({ claim: { id: claim.id }, opensAt: null })
  expect((await tally(pool)).claims).toBe(1)
})

test('the hour that clocks show twice is two', async () => {
  const { db, pool } = await freshDatabase()
  const keys: string[] = []
  for (const time of ['00:30', '00:59', '01:00', '01:30']) {
    await freezeClock(db, new Date(`2026-10-25T${time}:00Z`))
    const { status, claim } = await claimsPer(hour({ zone: 'Europe/Berlin' })).claim(db, 'ada')
    if (status === 'claimed') keys.push(claim.period)
  }
  expect(keys).toEqual(['2026-10-25T00:00Z', '2026-10-25T01:00Z'])
  expect((await tally(pool)).claims).toBe(2)
})

describe('a unit that is changed while both are in use', () => {
  test('gives one claim, whichever unit comes first', async () => {
    const { db, connect, pool } = await freshDatabase()
    await freezeClock(db, new Date('2026-11-22T07:40:00Z'))
    const results = await Promise.all(
      [hour({ zone: site.zone }), day(site), week(site), month(site), ever()].map((per) =>
        claimsPer(per).claim(connect(), 'ada'),
      ),
    )
    expect(results.filter(({ status }) => status === 'claimed').length).toBe(1)
    expect(new Set(results.map(({ claim }) => claim.id)).size).toBe(1)
    expect((await tally(pool)).claims).toBe(1)
  })

  test('from day to week, the running week that contains the claim is closed', async () => {
    const { db, pool } = await freshDatabase()
    await freezeClock(db, new Date('2026-11-18T02:00:00Z'))
    const { claim } = await claimsPer(day(site)).claim(db, 'ada')
    await freezeClock(db, new Date('2026-11-20T02:00:00Z'))
    const again = await claimsPer(week(site)).claim(db, 'ada')
    const opensAt = new Date('2026-11-23T00:00:00Z')
    expect([again.status, again.claim.id, again.opensAt]).toEqual(['already', claim.id, opensAt])
    await freezeClock(db, opensAt)
    const next = await claimsPer(week(site)).claim(db, 'ada')
    expect([next.status, next.claim.period]).toEqual(['claimed', '2026-W48'])
    expect([(await tally(pool)).claims, await overlaps(pool)]).toEqual([2, 0])
  })

  test('twin: a unique key of subject and period lets the week in beside the day', async () => {
    const { pool } = await freshDatabase()
    await pool.query('create table naive (subject text, period text, unique (subject, period))')
    for (const rule of [day(site), week(site)]) {
      const { key } = periodAt(rule, new Date('2026-11-18T02:00:00Z'))
      await pool.query(`insert into naive values ('ada', $1)`, [key])
    }
    expect((await pool.query('select from naive')).rowCount).toBe(2)
  })

  test('back and forth for weeks, no two claims overlap, and `opensAt` is when the slot opens', async () => {
    const { db, pool } = await freshDatabase()
    const rules = [week(site), day(site), day({ zone: 'America/New_York' }), month({ zone: 'Pacific/Apia' })]
    const actions = rules.map(claimsPer)
    let now = Date.parse('2026-09-30T20:00:00Z')
    const answers: string[] = []
    for (let step = 0; step < 24; step += 1) {
      const action = actions[(step * 7 + (step >> 2)) % actions.length] ?? claimsPer(ever())
      await freezeClock(db, new Date(now))
      const { opensAt } = await action.claim(db, 'ada')
      const opens = opensAt?.getTime() ?? 0
      await freezeClock(db, new Date(opens - 1))
      const before = await action.claim(db, 'ada')
      await freezeClock(db, new Date(opens))
      const from = await action.claim(db, 'ada')
      answers.push(`${before.status}, ${from.status}`)
      now = opens + 17 * 3_600_000 * step
    }
    expect(new Set(answers)).toEqual(new Set(['already, claimed']))
    expect([(await tally(pool)).broken, await overlaps(pool)]).toEqual([0, 0])
  }, 60_000)
})

test('a rule from a file is checked like one that was made', () => {
  const per = { unit: 'day', zone: 'Mars/Olympus', resetAt: '08:00' } as const
  expect(() => once('check-in', { per })).toThrow('Expected `zone` to be an IANA time zone')
  expect(once('check-in', { per: { ...per, zone: 'UTC' } }).rule).toEqual(
    day({ zone: 'UTC', resetAt: '08:00' }),
  )
})

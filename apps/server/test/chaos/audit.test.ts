import { createDatabase, type TestDatabase } from '@daylatch/test-kit'
import { day, fromPg, migrate, once } from 'daylatch'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { audit, soundAudit } from './support/audit.ts'
import { ClientLog } from './support/client-log.ts'

let database: TestDatabase

beforeEach(async () => {
  database = await createDatabase()
  const db = fromPg(database.pool)
  await migrate(db)
  const per = day({ zone: 'Asia/Shanghai', resetAt: '08:00' })
  const checkIn = once('check-in', { per, reward: { amount: 25, unit: 'reading' }, rank: true })
  for (const subject of ['ada', 'bob']) await checkIn.claim(db, subject, { account: '1' })
})

afterEach(() => database.drop())

test('the audit of the other tests finds nothing in a sound database', async () => {
  expect(await audit(database.pool)).toEqual(soundAudit(2))
})

test.each([
  [
    'a second payment',
    `update daylatch.balance set amount = 50 where subject = 'ada'`,
    { owed: 75, brokenAccounts: 1 },
  ],
  [
    'a lost claim',
    `delete from daylatch.claim where subject = 'ada'`,
    { claims: 1, unpaired: 1, brokenRanks: 1 },
  ],
  [
    'a lost entry',
    `delete from daylatch.entry where subject = 'ada'`,
    { entries: 1, brokenAccounts: 1, unpaired: 1 },
  ],
  ['a rank given twice', `update daylatch.claim set rank = 1`, { brokenRanks: 1 }],
  [
    'a claim made while the one before it ran',
    `insert into daylatch.claim (subject, claim_id, action, period, zone, starts_at, ends_at, claimed_at, streak, rank)
     select subject, gen_random_uuid(), action, '2000-01-01', zone, starts_at, ends_at, claimed_at + interval '1 ms', 1, 1
     from daylatch.claim where subject = 'ada'`,
    { claims: 3, overlaps: 1 },
  ],
])('the audit of the other tests sees %s', async (_damage, statement, seen) => {
  await database.pool.query(statement)

  expect(await audit(database.pool)).toMatchObject(seen)
})

test('the senders’ log contradicts a database that has lost what it acknowledged', async () => {
  const { rows } = await database.pool.query<{ ms: string }>(
    `select floor(extract(epoch from claimed_at) * 1000)::bigint as ms from daylatch.claim where subject = 'ada'`,
  )
  const claimedAt = new Date(Number(rows[0]?.ms)).toISOString()
  const paid = { reward: 25, unit: 'reading', card: 1, balance: 25 }
  const checkIn = { period: '', claimedAt, ...paid, streak: 1, rank: 1, resetsAt: '' }
  const log = new ClientLog()
  log.outcomes.push({ kind: 'won', member: 'ada', checkIn })
  expect(await log.contradictions(database.pool)).toEqual([])

  log.outcomes.push({ kind: 'won', member: 'ada', checkIn })
  expect(await log.contradictions(database.pool)).toEqual(['ada was told twice that the check-in is theirs'])

  await database.pool.query(`delete from daylatch.claim where subject = 'ada'`)
  const [lost] = await log.contradictions(database.pool)
  expect(lost).toContain('and it is not there')
})

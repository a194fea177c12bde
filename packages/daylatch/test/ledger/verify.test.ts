import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import type pg from 'pg'
import { correct, type Database, release, settle, spend, verify } from '../../src/index.ts'
import { freezeClock } from '../../src/testing/index.ts'
import { checkInOnce, morning } from '../support/check-in.ts'
import { freshDatabase } from '../support/fresh-database.ts'
import { give, reading, setAside } from '../support/ledger.ts'
import { effectBreaks } from './support/effect-breaks.ts'
import { rankBreaks } from './support/rank-breaks.ts'

const day = 86_400_000
const tables = ['latch', 'claim', 'claim_key', 'balance', 'entry', 'reservation', 'checkpoint']
const subjects = ['ada', 'mo', 'zoe']

/** Three subjects with everything that can be stored: three days of claims, and every kind of operation. */
async function smallWorld(db: Database): Promise<void> {
  const checkIn = checkInOnce({ cacheSize: 0 })
  for (const [index, subject] of subjects.flatMap((each) => [0, 1, 2].map((n) => [n, each] as const))) {
    await freezeClock(db, new Date(morning.getTime() + index * day))
    await checkIn.claim(db, subject, { key: `claim-${index}` })
  }
  for (const subject of subjects) {
    await give(db, subject, 10)
    await spend(db, subject, { ...reading, amount: 5, key: 'k' })
    await correct(db, subject, { ...reading, amount: -5, reason: 'r', actor: 'a' })
    await settle(db, subject, (await setAside(db, subject, 9, { key: 'r' })).id, { amount: 7 })
    await release(db, subject, (await setAside(db, subject, 3)).id)
    await setAside(db, subject, 4)
  }
}

async function restorer(pool: pg.Pool): Promise<() => Promise<void>> {
  await pool.query(tables.map((table) => `create table kept_${table} as table daylatch.${table}`).join('; '))
  return async () => {
    await pool.query(`truncate ${tables.map((table) => `daylatch.${table}`).join(', ')}`)
    await pool.query(tables.map((table) => `insert into daylatch.${table} table kept_${table}`).join('; '))
  }
}

const of = `subject = 'mo'`
const counts = { subjects: 3, accounts: 3, entries: 21, claims: 9, effects: 0 }

/** What is done to one row by hand, and the row that verify then names. */
const breaks: readonly (readonly [rule: string, sql: string, table: string, row: object])[] = [
  ['balance-missing', `delete from daylatch.balance where ${of}`, 'entry', { seq: 1 }],
  [
    'balance-missing',
    `insert into daylatch.entry values ('ghost', 'reading', 'main', 1, 'grant', 5, 5, null, now())`,
    'entry',
    { unit: 'reading', account: 'main', seq: 1 },
  ],
  [
    'balance-missing',
    `insert into daylatch.checkpoint values ('ghost', 'reading', 'main', 1, 5, now())`,
    'checkpoint',
    { unit: 'reading', account: 'main' },
  ],
  [
    'balance-missing',
    `update daylatch.reservation set account = 'x' where ${of} and state = 'released'`,
    'reservation',
    {},
  ],
  ['sequence', `delete from daylatch.entry where ${of} and seq = 4`, 'entry', { seq: 5 }],
  ['running-balance', `update daylatch.entry set amount = 11 where ${of} and seq = 4`, 'entry', { seq: 4 }],
  ['running-balance', `update daylatch.entry set balance = 0 where ${of} and seq = 5`, 'entry', { seq: 5 }],
  [
    'version',
    `delete from daylatch.entry where ${of} and seq = 7`,
    'balance',
    { unit: 'reading', account: 'main' },
  ],
  ['balance-sum', `update daylatch.balance set amount = amount + 1 where ${of}`, 'balance', {}],
  ['held', `update daylatch.balance set held = held + 1 where ${of}`, 'balance', {}],
  ['held', `update daylatch.reservation set amount = 5 where ${of} and state = 'held'`, 'balance', {}],
  [
    'before-checkpoint',
    `insert into daylatch.checkpoint values ('mo', 'reading', 'main', 4, 85, now())`,
    'entry',
    { seq: 4 },
  ],
  [
    'settled-entry',
    `update daylatch.reservation set seq = 6 where ${of} and state = 'settled'`,
    'reservation',
    {},
  ],
  [
    'settled-entry',
    `update daylatch.reservation set amount = 6 where ${of} and state = 'settled'`,
    'reservation',
    {},
  ],
  [
    'entry-settled',
    `delete from daylatch.reservation where ${of} and state = 'settled'`,
    'entry',
    { seq: 7 },
  ],
  ['claim-entry', `update daylatch.claim set reward = 26 where ${of} and seq = 2`, 'claim', {}],
  ['claim-entry', `update daylatch.entry set kind = 'grant' where ${of} and seq = 2`, 'claim', {}],
  ['entry-claim', `update daylatch.entry set kind = 'reward' where ${of} and seq = 4`, 'entry', { seq: 4 }],
  ['entry-claim', `delete from daylatch.claim where ${of} and seq = 1`, 'entry', { seq: 1 }],
  [
    'cost-claim',
    `update daylatch.entry set kind = 'make-up-cost', claim_id = (select claim_id from daylatch.claim where ${of} and seq = 1)
     where ${of} and seq = 5`,
    'entry',
    { seq: 5 },
  ],
  [
    'overlap',
    `update daylatch.claim set starts_at = starts_at - interval '1 second' where ${of} and seq = 2`,
    'claim',
    {},
  ],
  [
    'latch-claim',
    `update daylatch.latch set claim_id = gen_random_uuid() where ${of}`,
    'latch',
    { action: 'check-in' },
  ],
  [
    'latch-differs',
    `update daylatch.latch set ends_at = ends_at + interval '1 day' where ${of}`,
    'latch',
    {},
  ],
  ['latch-differs', `update daylatch.latch set released = true where ${of}`, 'latch', {}],
  [
    'latch-latest',
    `update daylatch.latch l set claim_id = k.claim_id, period = k.period, starts_at = k.starts_at, ends_at = k.ends_at,
       claimed_at = k.claimed_at from daylatch.claim k where k.${of} and l.${of} and k.seq = 2`,
    'latch',
    {},
  ],
  ['latch-claims', `update daylatch.latch set claims = 2 where ${of}`, 'latch', {}],
  ['streak', `update daylatch.latch set streak = 4 where ${of}`, 'latch', {}],
  ['streak', `update daylatch.latch set streak = 2, claims = 9 where ${of}`, 'latch', {}],
  ['claim-latch', `delete from daylatch.latch where ${of}`, 'claim', {}],
  [
    'key-claim',
    `update daylatch.claim_key set claim_id = gen_random_uuid() where ${of} and key = 'claim-2'`,
    'claim_key',
    { key: 'claim-2' },
  ],
]

test('for every rule, the one row that was changed by hand is named', async () => {
  const { db, pool } = await freshDatabase()
  await smallWorld(db)
  const restore = await restorer(pool)
  expect(await verify(db)).toEqual({ ...counts, problem: null })
  for (const [rule, sql, table, row] of breaks) {
    await pool.query(sql)
    const { problem } = await verify(db, { rangeSize: 2 })
    expect([sql, problem]).toEqual([
      sql,
      {
        subject: sql.includes('ghost') ? 'ghost' : 'mo',
        rule,
        table,
        row: expect.objectContaining(row) as unknown,
        text: expect.stringMatching(/^[A-Z].+\.$/s) as unknown,
      },
    ])
    await restore()
  }
  expect(await verify(db)).toEqual({ ...counts, problem: null })
}, 60_000)

test('docs/ledger.md lists the rules, and each has a row here that breaks it', async () => {
  const page = await readFile(new URL('../../../../docs/ledger.md', import.meta.url), 'utf8')
  const section = page.split(/^## /m).find((each) => each.startsWith('Verify')) ?? ''
  const listed = [...section.matchAll(/^\| `([a-z-]+)`/gm)].map((match) => match[1])
  expect(new Set(listed)).toEqual(new Set([...breaks, ...effectBreaks, ...rankBreaks].map(([rule]) => rule)))
  expect(listed.length).toBe(new Set(listed).size)
})

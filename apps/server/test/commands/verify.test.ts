import type { TestDatabase } from '@daylatch/test-kit'
import { day, fromPg, once } from 'daylatch'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { showProgress } from '../../src/commands/progress.ts'
import { migratedDatabase } from '../support/migrated-database.ts'
import { daylatch } from '../support/run-command.ts'

let database: TestDatabase

beforeAll(async () => {
  database = await migratedDatabase()
  const checkIn = once('check-in', { per: day({ zone: 'UTC' }), reward: { amount: 25, unit: 'reading' } })
  const db = fromPg(database.pool)
  await Promise.all(['ada', 'bob', 'eve'].map(async (subject) => await checkIn.claim(db, subject)))
})

afterAll(async () => {
  await database.drop()
})

test('a database in which everything agrees is exit code 0, with plain lines where there is no terminal', async () => {
  const ran = await daylatch(['verify'], { databaseUrl: database.url })
  expect(ran).toEqual({
    code: 0,
    stdout: 'Everything agrees: 3 subjects, 3 accounts, 3 entries, 3 claims.\n',
    stderr: '3 of about 3 subjects (100 %)\n',
  })
})

test('the first broken row is named with exit code 1', async () => {
  const { pool, url: databaseUrl } = database
  await pool.query(`update daylatch.balance set amount = amount + 1 where subject in ('bob', 'eve')`)
  const json = await daylatch(['verify', '--json'], { databaseUrl })
  const text = await daylatch(['verify'], { databaseUrl })
  const after = await daylatch(['verify', '--from', 'eve'], { databaseUrl })
  await pool.query(`update daylatch.balance set amount = amount - 1 where subject in ('bob', 'eve')`)
  expect(json.code).toBe(1)
  expect(JSON.parse(json.stdout)).toMatchObject({
    subjects: 3,
    problem: { subject: 'bob', table: 'balance' },
  })
  expect(text.code).toBe(1)
  expect(text.stdout).toMatch(/^BROKEN {2}.*\n {2}rule .*\n {2}subject {2}bob\n {2}row {6}balance /)
  expect([after.code, after.stdout]).toEqual([
    0,
    'Everything agrees: 0 subjects, 0 accounts, 0 entries, 0 claims.\n',
  ])
})

test('on a terminal a bar is drawn over itself, and gone at the end; the last step is always drawn', () => {
  let written = ''
  let now = 0
  const terminal = { isTTY: true as const, write: (text: string) => (written += text) !== '' }
  const progress = showProgress('subjects', terminal as never, () => now)
  progress.update(0, 4)
  progress.update(1, 4)
  now = 200
  progress.update(2, 4)
  progress.update(4, 4)
  const drawn = written.split('\r\x1b[K').filter((text) => text !== '')
  progress.end()
  expect(drawn.map((text) => text.replace(/^\[.*\] +/, ''))).toEqual([
    '0 %  0 of about 4 subjects',
    '50 %  2 of about 4 subjects',
    '100 %  4 of about 4 subjects',
  ])
  expect(drawn[1]?.match(/█/g)?.length).toBe(16)
  expect(written.endsWith('\r\x1b[K')).toBe(true)
})

test('in a log a line comes every five seconds, and one at the end', () => {
  let written = ''
  let now = 0
  const log = { isTTY: false as const, write: (text: string) => (written += text) !== '' }
  const progress = showProgress('subjects', log as never, () => now)
  for (now = 1000; now <= 12_000; now += 1000) progress.update(now / 1000, 12)
  progress.end()
  expect(written).toBe(
    '5 of about 12 subjects (41 %)\n10 of about 12 subjects (83 %)\n12 of about 12 subjects (100 %)\n',
  )
})

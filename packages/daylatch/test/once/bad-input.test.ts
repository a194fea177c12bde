import pg from 'pg'
import { expect, test } from 'vitest'
import { fromPg, once, type OnceOptions } from '../../src/index.ts'
import { checkInOnce } from '../support/check-in.ts'
import { freshDatabase } from '../support/fresh-database.ts'
import { tally } from '../support/tally.ts'

test.each(['', 'x'.repeat(201), 'nul\0', 'half \ud83d'])(
  'the subject %j is refused and nothing is written',
  async (subject) => {
    const { db, pool } = await freshDatabase()
    await expect(checkInOnce().claim(db, subject)).rejects.toMatchObject({
      code: 'BAD_OPTION',
      retryable: false,
    })
    expect((await tally(pool)).latches).toBe(0)
  },
)

test('two subjects that differ in a lone surrogate only would share a row: PostgreSQL text cannot tell them apart', async () => {
  const { pool } = await freshDatabase()
  const { rows } = await pool.query('select $1::text = $2::text as same', ['\ud83d', '\ud83e'])
  expect(rows).toEqual([{ same: true }])
})

test.each<[Partial<OnceOptions>, string]>([
  [
    { reward: { amount: 0, unit: 'reading' } },
    'Expected `reward.amount` to be a whole number from 1 to 1000000000, got `0` (number)',
  ],
  [
    { reward: { amount: 2.5, unit: 'reading' } },
    'Expected `reward.amount` to be a whole number from 1 to 1000000000, got `2.5` (number)',
  ],
  [{ maxBatch: 0 }, 'Expected `maxBatch` to be a whole number from 1 to 10000, got `0` (number)'],
  [
    { lockTimeoutMs: Number.NaN },
    'Expected `lockTimeoutMs` to be a whole number from 1 to 600000, got `NaN` (number)',
  ],
])('the options %j are refused', (options, message) => {
  expect(() => checkInOnce(options)).toThrow(message)
})

test('an action without a name is refused', () => {
  expect(() => once('', { per: checkInOnce().rule })).toThrow(
    'Expected `action` to be a string of 1 to 200 characters, got `""` (string)',
  )
})

test('a database without our tables is told from one in trouble', async () => {
  const { url, db } = await freshDatabase()
  const pool = new pg.Pool({ connectionString: url, max: 2 })
  await pool.query('drop schema daylatch cascade')
  await pool.end()
  await expect(checkInOnce().claim(db, 'ada')).rejects.toMatchObject({ code: 'SCHEMA_MISSING' })
})

test('the stack of a refusal names the caller', async () => {
  const { db } = await freshDatabase()
  const askedHere = async () => await checkInOnce().claim(db, '')
  const error: unknown = await askedHere().then(undefined, (reason: unknown) => reason)
  expect(error instanceof Error && error.stack).toContain('askedHere')
})

test('type parsers that the application has set do not change what is read', async () => {
  const { url, connect } = await freshDatabase()
  const pool = new pg.Pool({
    connectionString: url,
    max: 2,
    types: { getTypeParser: () => () => 'nonsense' },
  })
  const { claim } = await checkInOnce().claim(fromPg(pool), 'ada')
  await pool.end()
  expect((await checkInOnce().claim(connect(), 'ada')).claim).toEqual(claim)
})

import { describe, expect, test } from 'vitest'
import { tryWithLock, withLock } from '../../src/index.ts'
import { type Account, account, freshAccounts, holder } from './support.ts'

describe('rows that refer to the locked one', () => {
  test('can be inserted under the default strength', async () => {
    const { db, pool } = await freshAccounts()
    await withLock(db, account(1), async () => {
      await pool.query('insert into payment values (1, 1)')
    })
    expect((await pool.query('select from payment')).rowCount).toBe(1)
  })

  test('the twin, plain FOR UPDATE, makes their insert wait', async () => {
    const { db, pool } = await freshAccounts()
    const insert = `set lock_timeout = 20; insert into payment values (1, 1); reset lock_timeout`
    const inside = withLock(db, account(1), async () => await pool.query(insert), { strength: 'update' })
    await expect(inside).rejects.toMatchObject({ code: '55P03' })
  })
})

test.each([
  ['no key update', 'no key update', 'locked'],
  ['no key update', 'key share', 'acquired'],
  ['update', 'key share', 'locked'],
  ['share', 'share', 'acquired'],
  ['share', 'no key update', 'locked'],
  ['key share', 'no key update', 'acquired'],
  ['key share', 'update', 'locked'],
] as const)('beside %s, %s is %s', async (held, asked, outcome) => {
  const { db, pool } = await freshAccounts()
  const stranger = await holder(pool, `select from account where id = 1 for ${held}`)
  const result = await tryWithLock(db, account(1), () => undefined, { strength: asked })
  await stranger.release()
  expect(result.acquired ? 'acquired' : result.reason).toBe(outcome)
})

describe('a query that joins tables', () => {
  const text = `select a.id from account a left join payment p on p.account_id = a.id where a.id = 1`

  test('with an outer join is refused with what to do', async () => {
    const { db } = await freshAccounts()
    await expect(withLock(db, { text }, () => 'never')).rejects.toMatchObject({
      code: 'BAD_OPTION',
      message: 'The database cannot lock this query. With an outer join, name the table to lock in `of`.',
      cause: { code: '0A000' },
    })
  })

  test('locks the tables that are named', async () => {
    const { db } = await freshAccounts()
    expect(await withLock(db, { text }, (row: { id: number }) => row.id, { of: 'a' })).toBe(1)
  })
})

test.each([
  [{ text: 'update account set balance = 0' }, 'Expected `query.text` to be a SELECT, got'],
  [
    { text: 'select * from account for update' },
    'Expected `query.text` to be a SELECT without a lock clause',
  ],
  [
    { text: 'select * from account' },
    'Expected `query` to be a SELECT of one row; `withLocks` takes several, got `"3 rows"` (string)',
  ],
])('%j is refused, and nothing is left locked', async (query, message) => {
  const { db } = await freshAccounts()
  await expect(withLock(db, query, () => 'never')).rejects.toThrow(message)
})

test('a text may end in a semicolon or a comment, and say "for update" within', async () => {
  const { db } = await freshAccounts()
  const texts = [
    'select id from account where id = 1;',
    'select id from account where id = 1 -- the first',
    `select id from account where id = 1 and coalesce(note, '(for update)') = '(for update)'`,
  ]
  for (const text of texts) expect(await withLock(db, { text }, (row: Account) => row.id)).toBe(1)
})

test.each([
  [{ timeoutMs: -1 }, 'Expected `timeoutMs` to be a whole number from 1 to 2147483647, got `-1` (number)'],
  [
    { strength: 'exclusive' },
    `Expected \`strength\` to be one of 'no key update', 'update', 'share', 'key share', got \`"exclusive"\` (string)`,
  ],
  [{ wait: 'skip' }, `Expected \`wait\` to be one of 'timeout', 'nowait', got \`"skip"\` (string)`],
  [{ of: 'a"b' }, 'Expected `of` to be names of tables, got `"a\\"b"` (string)'],
])('the options %j are refused', async (options, message) => {
  const { db } = await freshAccounts()
  await expect(withLock(db, account(1), () => 'never', options as object)).rejects.toThrow(message)
})

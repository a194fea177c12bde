import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { shapeOf } from '../../src/proxy/shape.ts'
import { partsOf } from '../../src/proxy/sql-parts.ts'

describe('the statements of a string', () => {
  test.each([
    ['select 1', 1],
    ['select 1;', 1],
    [';;select 1;; select 2;', 2],
    ["select ';'", 1],
    ["select 'it''s; fine'; select 2", 2],
    ["select E'\\';'; select 2", 2],
    ['select "a;b"', 1],
    ['select 1 -- ; not another one\n', 1],
    ['/* ; /* ; */ ; */ select 1', 1],
    ['do $$ begin; end $$; select 1', 2],
    ['do $a$ $b$ ; $a$', 1],
    ['select $1; select $2', 2],
    ["select 'never ended; ", 1],
    ['/* never ended; ', 0],
    ['', 0],
    ['-- nothing', 0],
  ])('%s: %i', (sql, count) => {
    expect(partsOf(sql).length).toBe(count)
  })

  test('are as many as were put together, whatever stands in their texts', () => {
    const text = fc.string({ unit: fc.constantFrom("'", ';', '"', '$', '-', '/', '*', '\\', 'a', ' ', '\n') })
    const statement = fc.oneof(
      text.map((value) => `select '${value.replaceAll("'", "''")}'`),
      text.map((value) => `select "${value.replaceAll('"', '""')}"`),
      text.map((value) => `do $race$${value}$race$`),
      text.map((value) => `select 1 --${value.replaceAll('\n', ' ')}\n`),
    )
    fc.assert(
      fc.property(fc.array(statement), (statements) => {
        expect(partsOf(statements.join('\n;')).length).toBe(statements.length)
      }),
    )
  })
})

test.each([
  ['BEGIN', 'begin', false],
  ['start transaction isolation level serializable', 'begin', false],
  ['COMMIT', 'commit', false],
  ['end', 'commit', false],
  ['commit and chain', 'commit', false],
  ["commit prepared 'x'", 'statement', false],
  ['ROLLBACK', 'rollback', false],
  ['rollback to savepoint a', 'statement', false],
  ['rollback work to a', 'statement', false],
  ['abort', 'rollback', false],
  ['savepoint a', 'statement', false],
  ['set local x = 1', 'statement', false],
  ['lock table a', 'statement', false],
  ['vacuum', 'statement', false],
  ['/* shop:42 */ insert into a values (1)', 'statement', true],
  ['with a as (delete from b returning *) select * from a', 'statement', true],
  ['(select 1) union (select 2)', 'statement', true],
  ['select 1; select 2', 'statement', true],
  ['select 1; vacuum', 'statement', false],
  ['begin; select 1; commit', 'statement', false],
])('%s is a %s, and can be split from its commit: %s', (sql, kind, canSplit) => {
  expect([shapeOf(sql).kind, shapeOf(sql).canSplit]).toEqual([kind, canSplit])
})

test.each([
  ['begin isolation level repeatable read', { level: 'repeatable read', scope: 'transaction' }],
  [
    'BEGIN TRANSACTION ISOLATION LEVEL SERIALIZABLE READ ONLY',
    { level: 'serializable', scope: 'transaction' },
  ],
  ['set transaction isolation level read uncommitted', { level: 'read committed', scope: 'transaction' }],
  [
    'set session characteristics as transaction isolation level serializable',
    { level: 'serializable', scope: 'session' },
  ],
  ["set default_transaction_isolation = 'repeatable read'", { level: 'repeatable read', scope: 'session' }],
  [
    "SET SESSION default_transaction_isolation TO 'serializable'",
    { level: 'serializable', scope: 'session' },
  ],
  ['set default_transaction_isolation to serializable', { level: 'serializable', scope: 'session' }],
  ['set search_path to serializable', null],
  ['begin', null],
  ["select 'isolation level serializable'", null],
])('%s', (sql, isolation) => {
  expect(shapeOf(sql).isolation).toEqual(isolation)
})

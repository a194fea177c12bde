import { beforeAll, expect, test } from 'vitest'
import { loadParser, statementOf } from '../../src/report/sql/statement.ts'

beforeAll(loadParser)

const { stringify } = JSON

/** `read person count role=owner`, `write person update role`. */
function told(sql: string, parameters: readonly string[] = []): readonly string[] {
  const { readings, writings } = statementOf(sql, parameters)
  const pairs = (map: ReadonlyMap<string, string | null>): readonly string[] =>
    [...map].map(([column, value]) => `${column}=${value ?? 'null'}`)
  return [
    ...readings.map(({ table, aggregate, lock, equals }) =>
      ['read', table, ...[aggregate ?? []].flat(), ...[lock ?? []].flat(), ...pairs(equals)].join(' '),
    ),
    ...writings.map(({ table, verb, columns }) => ['write', table, verb, ...columns].join(' ')),
  ]
}

test.each([
  ['select * from a where x = 1', [], ['read a x=1']],
  ["select n from a where x = $1 and y = 'b' for update", ['7'], ['read a exclusive x=7 y=b']],
  ['select count(*) from only a as t where t.x is null', [], ['read a count']],
  ['select a.n from a join b on b.a = a.id where b.k = $1', ['5'], ['read a', 'read b k=5']],
  ['insert into a (x, y) values ($1, 2)', ['1'], ['write a insert x y']],
  ['insert into a select max(n) + 1 from a', [], ['read a max', 'write a insert']],
  ['update a set n = n + 1 where id = $1', ['3'], ['read a id=3', 'write a update n']],
  ['delete from s.a where id = $1::int', ['3'], ['read s.a id=3', 'write s.a delete']],
  [
    "with t as (update j set s = 'x' where id = (select id from j where s = 'w' for update skip locked) returning *) select * from t",
    [],
    ['read j exclusive s=w', 'read j', 'write j update s'],
  ],
  ['select 1 from a union select 2 from b', [], ['read a', 'read b']],
  ['select relname from pg_class', [], []],
  ['listen somebody', [], []],
  ['no SQL at all', [], []],
] as const)('%s', (sql, parameters, expected) => {
  expect(stringify(told(sql, parameters))).toBe(stringify(expected))
})

import { Pool } from 'pg'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { LabOptions } from '../../src/config/lab-options.ts'
import { inOrderOf } from '../../src/replay/replay.ts'
import type { Lab } from '../../src/run/lab.ts'
import { openLab } from '../../src/run/open-lab.ts'

async function lab(
  options: Partial<LabOptions<Pool>> & Pick<LabOptions<Pool>, 'actors'>,
): Promise<Lab<Pool>> {
  const opened = await openLab<Pool>({
    application: (url) => new Pool({ connectionString: url }),
    invariant: () => true,
    ...options,
  })
  onTestFinished(() => opened.close())
  return opened
}

const shop = `
  create table customer (id int primary key generated always as identity, name text unique);
  create table "Order" (id serial primary key, customer int not null references customer on delete cascade,
    total int not null, doubled int generated always as (total * 2) stored);
  create table part (n int, place text) partition by list (place);
  create table part_a partition of part for values in ('a');
  create table audit (what text);
  create function note() returns trigger language plpgsql as $$ begin
    insert into audit values (tg_op); return null; end $$;
  insert into customer (name) values ('one'), ('two');
  insert into "Order" (customer, total) values (1, 5);
  insert into part values (1, 'a')`

const havoc = [
  "insert into customer (name) values ('three')",
  'insert into "Order" (customer, total) values (2, 9)',
  'delete from customer where id = 1',
  "update part set n = 2 where place = 'a'",
]

describe('the start of each execution', () => {
  for (const [what, more] of [
    ['by the locks of the statements', ''],
    ['all of it where a trigger writes', 'create trigger t after insert on customer execute function note()'],
  ]) {
    test(`is put back: rows, generated columns, cascades, partitions, sequences; ${what}`, async () => {
      const opened = await lab({
        setUp: `${shop}; ${more}`,
        actors: [
          async (pool) => {
            for (const sql of havoc) await pool.query(sql)
          },
        ],
      })
      const run = (): Promise<unknown> => opened.run(inOrderOf([]))
      await run()
      const once = await opened.fingerprint()
      await run()

      expect(await opened.fingerprint()).toEqual(once)
      expect(await opened.query('select id, name from customer order by id')).toEqual([
        { id: 2, name: 'two' },
        { id: 3, name: 'three' },
      ])
      expect(await opened.query('select id, doubled from "Order"')).toEqual([{ id: 2, doubled: 18 }])
      expect(await opened.query('select what from audit')).toHaveLength(more === '' ? 0 : 1)
    })
  }

  test('is put back after statements that nothing could be measured of', async () => {
    const opened = await lab({
      setUp: shop,
      actors: [(pool) => pool.query("begin; insert into customer (name) values ('three'); commit")],
    })

    for (const _ of [1, 2]) {
      await opened.run(inOrderOf([]))
      expect(await opened.query('select id from customer order by id')).toEqual([
        { id: 1 },
        { id: 2 },
        { id: 3 },
      ])
    }
  })

  test('is what a function of the user makes it', async () => {
    const opened = await lab({
      setUp: 'create table t (n int)',
      reset: ({ query }) => query('truncate t; insert into t values (40)'),
      actors: [(pool) => pool.query('update t set n = n + 2')],
      invariant: 'select n = 42 from t',
    })

    for (const _ of [1, 2]) expect((await opened.run(inOrderOf([]))).verdict).toEqual({ holds: true })
  })

  test('is left to the actors where each takes a fresh subject', async () => {
    const opened = await lab({
      setUp: 'create table t (subject int)',
      reset: false,
      actors: [(pool, { run }) => pool.query('insert into t values ($1)', [run])],
      invariant: async ({ query, run }) =>
        (await query('select from t where subject = $1', [run])).length === 1,
    })

    for (const _ of [1, 2]) expect((await opened.run(inOrderOf([]))).verdict).toEqual({ holds: true })
    expect(await opened.query('select subject from t order by 1')).toEqual([{ subject: 1 }, { subject: 2 }])
  })
})

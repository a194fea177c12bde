import { waitFor } from '@daylatch/test-kit'
import type pg from 'pg'
import type { LockQuery } from '../../src/index.ts'
import { type FreshDatabase, freshDatabase } from '../support/fresh-database.ts'

export interface Account {
  readonly id: number
  readonly balance: number
  readonly note: string | null
}

export const account = (id: number): LockQuery<Account> => ({
  text: 'select id, balance, note from account where id = $1',
  values: [id],
})

/** Three accounts with 100 each, and a table whose rows refer to them. */
export async function freshAccounts(): Promise<FreshDatabase> {
  const fresh = await freshDatabase()
  await fresh.pool.query(`
    create table account (id int primary key, balance int not null, note text);
    create table payment (id int primary key, account_id int references account);
    insert into account select n, 100 from generate_series(1, 3) n`)
  return fresh
}

/** Waits until `count` sessions wait for a row lock, by the database's own view. */
export async function waitUntilWaiting(pool: pg.Pool, count = 1): Promise<void> {
  await waitFor(`${count} sessions that wait for a lock`, async () => {
    const { rowCount } = await pool.query(
      `select distinct l.pid from pg_locks l join pg_stat_activity a using (pid)
       where not l.granted and a.datname = current_database()`,
    )
    return rowCount === count
  })
}

export async function balanceOf(pool: pg.Pool, id: number): Promise<number | undefined> {
  const { rows } = await pool.query<{ balance: number }>('select balance from account where id = $1', [id])
  return rows[0]?.balance
}

/** Somebody's transaction that holds a row until `release`. */
export async function holder(
  pool: pg.Pool,
  sql: string,
): Promise<{ release(how?: 'commit' | 'rollback'): Promise<void> }> {
  const client = await pool.connect()
  await client.query('begin')
  await client.query(sql)
  return {
    async release(how = 'rollback') {
      await client.query(how)
      client.release()
    },
  }
}

import { Pool } from 'pg'
import type { LabOptions } from '../src/config/lab-options.ts'

/** How the handler guards itself: not at all, by a lock on the member's row, or by one statement without a transaction. */
export type Guard = 'none' | 'lock'

const tables = `create table users (id int primary key, points int not null);
  create table signins (id serial primary key, user_id int not null references users, day date not null);
  insert into users values (1, 0), (2, 0)`

/** Five statements: BEGIN, look for today's sign-in, insert it, add the points, COMMIT. */
export async function signIn(pool: Pool, guard: Guard = 'none', user = 1): Promise<boolean> {
  const client = await pool.connect()
  try {
    await client.query('begin')
    if (guard === 'lock') await client.query('select from users where id = $1 for update', [user])
    const { rowCount } = await client.query(
      "select from signins where user_id = $1 and day = date '2026-11-22'",
      [user],
    )
    const isFirst = rowCount === 0
    if (isFirst) {
      await client.query("insert into signins (user_id, day) values ($1, date '2026-11-22')", [user])
      await client.query('update users set points = points + 10 where id = $1', [user])
    }
    await client.query('commit')
    return isFirst
  } catch (error) {
    await client.query('rollback')
    throw error
  } finally {
    client.release()
  }
}

/** Two requests of one member to sign in on one day. */
export function signInLab(guard: Guard = 'none', more: Partial<LabOptions<Pool>> = {}): LabOptions<Pool> {
  return {
    setUp: tables,
    application: (url) => new Pool({ connectionString: url, max: 4 }),
    actors: [(pool) => signIn(pool, guard), (pool) => signIn(pool, guard)],
    invariant: async ({ query }) => {
      const [row] = await query<{ signins: number; points: number }>(
        'select (select count(*)::int from signins) as signins, (select points from users where id = 1) as points',
      )
      return row?.signins === 1 && row.points === 10
        ? true
        : `${row?.signins} sign-ins, ${row?.points} points`
    },
    ...more,
  }
}

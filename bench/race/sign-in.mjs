import pg from 'pg'

export const setUp = `
create table member (id int primary key, quota int not null);
create table sign_in (member int not null references member, day date not null);
insert into member values (1, 0)`

export const invariant = 'select count(*) <= 1 from sign_in'

/**
 * Story 1's sign-in, between BEGIN and COMMIT: five statements, and a race.
 *
 * @param {pg.Pool} pool
 */
export async function signIn(pool) {
  const client = await pool.connect()
  try {
    await client.query('begin')
    const today = await client.query('select from sign_in where member = 1 and day = current_date')
    if (today.rowCount === 0) {
      await client.query('insert into sign_in values (1, current_date)')
      await client.query('update member set quota = quota + 25 where id = 1')
    }
    await client.query('commit')
    return today.rowCount === 0
  } finally {
    client.release()
  }
}

/** @param {string} url */
export function poolFor(url) {
  return new pg.Pool({ connectionString: url, max: 2 })
}

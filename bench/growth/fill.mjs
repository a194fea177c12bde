/** Days of history that every member has. */
const DAYS = 10

const TABLES = ['claim', 'entry', 'latch', 'balance']

/**
 * Members who have checked in on every day of the history, today excepted, laid down day by day as they would have been.
 * $1 how many members, $2 how many days, $3 when today begins.
 */
const fill = [
  `insert into site.member (id, name, email)
   select md5('member ' || n), 'Member ' || n, 'member' || n || '@example.com' from generate_series(0, $1::int - 1) n
   where $2::int > 0 and $3::timestamptz is not null`,
  `insert into daylatch.claim (subject, claim_id, action, period, zone, starts_at, ends_at, claimed_at, streak, rank,
     unit, account, reward, seq)
   select md5('member ' || n), md5(n || ' ' || d)::uuid, 'check-in', to_char(($3::timestamptz - (($2 - d) || ' days')::interval) at time zone 'UTC', 'YYYY-MM-DD'),
     'UTC', $3::timestamptz - (($2 - d) || ' days')::interval, $3::timestamptz - (($2 - d - 1) || ' days')::interval,
     $3::timestamptz - (($2 - d) || ' days')::interval + interval '1 hour', d + 1, n + 1, 'reading', '1', 25, d + 1
   from generate_series(0, $2::int - 1) d, generate_series(0, $1::int - 1) n`,
  `insert into daylatch.entry (subject, unit, account, seq, kind, amount, balance, claim_id, entered_at)
   select md5('member ' || n), 'reading', '1', d + 1, 'reward', 25, 25 * (d + 1), md5(n || ' ' || d)::uuid,
     $3::timestamptz - (($2 - d) || ' days')::interval + interval '1 hour'
   from generate_series(0, $2::int - 1) d, generate_series(0, $1::int - 1) n`,
  `insert into daylatch.latch (subject, action, claim_id, period, starts_at, ends_at, claimed_at, account, streak, claims)
   select subject, action, claim_id, period, starts_at, ends_at, claimed_at, account, streak, streak
   from daylatch.claim where starts_at = $3::timestamptz - interval '1 day' and $1::int > 0 and streak = $2::int`,
  `insert into daylatch.balance (subject, unit, account, amount, version)
   select md5('member ' || n), 'reading', '1', 25 * $2::int, $2::int from generate_series(0, $1::int - 1) n
   where $3::timestamptz is not null`,
  `insert into daylatch.period_counter (action, period, claims)
   select action, period, count(*) from daylatch.claim
   where $1::int > 0 and $2::int > 0 and $3::timestamptz is not null group by action, period`,
]

/**
 * Fills the tables of a site that has been made. Indexes are dropped meanwhile and made again: that takes a fraction of the
 * time, and leaves them as a `reindex` would.
 *
 * @param {import('pg').Client} client
 * @param {number} claims how many there are to be
 * @param {Date} todayAt
 * @returns {Promise<number>} how many members there are
 */
export async function fillWith(client, claims, todayAt) {
  const members = Math.round(claims / DAYS)
  await client.query(`set maintenance_work_mem = '512MB'; set work_mem = '256MB'; set timezone = 'UTC'`)
  const again = await dropIndexes(client)
  for (const text of fill) await client.query(text, [members, DAYS, todayAt])
  for (const text of again) await client.query(text)
  await client.query('vacuum analyze')
  return members
}

/**
 * @param {import('pg').Client} client
 * @returns {Promise<readonly string[]>} the statements that make them again
 */
async function dropIndexes(client) {
  const { rows } = await client.query(
    `select i.indexrelid::regclass::text as name, i.indrelid::regclass::text as table, c.conname,
       pg_get_indexdef(i.indexrelid) as index, pg_get_constraintdef(c.oid) as constraint
     from pg_index i left join pg_constraint c on c.conindid = i.indexrelid and c.contype in ('p', 'u')
     where i.indrelid = any($1::regclass[])`,
    [TABLES.map((table) => `daylatch.${table}`)],
  )
  for (const { name, table, conname } of rows) {
    await client.query(
      conname === null ? `drop index ${name}` : `alter table ${table} drop constraint ${conname}`,
    )
  }
  return rows.map(({ table, conname, index, constraint }) =>
    conname === null ? index : `alter table ${table} add constraint ${conname} ${constraint}`,
  )
}

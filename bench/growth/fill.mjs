import pg from 'pg'

/** Days of history that every member has. */
export const DAYS = 10

/** How many write at the same time. */
const HANDS = 2

/** Those that every row goes into. The indexes of a few rows of their tables are left in place: they cost nothing. */
const LARGE = ['claim_pkey', 'claim_once', 'claim_in_order', 'entry_pkey', 'latch_pkey', 'balance_pkey']

/** $1 which of the hands this is. */
const members = `
insert into site.member (id, name, email)
select subject, 'Member ' || n, 'member' || n || '@example.com' from subject where n % ${String(HANDS)} = $1::int`

/** So that no name is computed ten times. $1 how many members. */
const subjects = `create unlogged table subject as select n, md5('member ' || n) as subject from generate_series(0, $1::int - 1) n`

/**
 * Members who have checked in on every day of the history, today excepted, laid down day by day as they would have been.
 * $1 how many days, $2 when today begins, $3 which of the hands this is.
 */
const claims = `
insert into daylatch.claim (subject, claim_id, action, period, zone, starts_at, ends_at, claimed_at, streak, rank,
  unit, account, reward, seq)
select s.subject, uuidv7(d.ago), 'check-in', d.period, 'UTC', d.starts_at, d.starts_at + interval '1 day',
  d.starts_at + interval '1 hour', d.n, s.n + 1, 'reading', '1', 25, d.n
from (
  select n, $2::timestamptz - make_interval(days => $1::int + 1 - n) as starts_at,
    $2::timestamptz - make_interval(days => $1::int + 1 - n) - now() as ago,
    to_char(($2::timestamptz - make_interval(days => $1::int + 1 - n)) at time zone 'UTC', 'YYYY-MM-DD') as period
  from generate_series(1, $1::int) n where n % ${String(HANDS)} = $3::int
) d, subject s`

const entries = `
insert into daylatch.entry (subject, unit, account, seq, kind, amount, balance, claim_id, entered_at)
select subject, unit, account, seq, 'reward', reward, reward * seq, claim_id, claimed_at
from daylatch.claim where seq % ${String(HANDS)} = $1::int`

/** $1 how many days. */
const latches = `
insert into daylatch.latch (subject, action, claim_id, period, starts_at, ends_at, claimed_at, account, streak, claims)
select subject, action, claim_id, period, starts_at, ends_at, claimed_at, account, streak, streak
from daylatch.claim where seq = $1::int`

const balances = `
insert into daylatch.balance (subject, unit, account, amount, version)
select subject, 'reading', '1', 25 * $1::int, $1::int from subject`

const counters = `
insert into daylatch.period_counter (action, period, claims)
select action, period, count(*) from daylatch.claim group by action, period`

/**
 * How a server is set up that only fills: it forgets everything when the power fails, and need not write anything twice.
 *
 * @type {Readonly<Record<string, string>>}
 */
export const whileFilling = {
  fsync: 'off',
  full_page_writes: 'off',
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_wal_size: '32GB',
  checkpoint_timeout: '1h',
  autovacuum: 'off',
}

/**
 * Fills the tables of a site that has been made, with two hands. Indexes are dropped meanwhile and made again: that takes a
 * fraction of the time, and leaves them as a `reindex` would.
 *
 * @param {string} url
 * @param {number} count of claims that there are to be
 * @param {Date} todayAt
 */
export async function fillWith(url, count, todayAt) {
  const many = Math.round(count / DAYS)
  const options = '-c maintenance_work_mem=1GB -c work_mem=256MB -c timezone=UTC'
  const pool = new pg.Pool({ connectionString: url, max: HANDS, options })
  /** @param {readonly Promise<unknown>[]} work */
  const all = async (work) => {
    await Promise.all(work)
  }
  /**
   * @param {string} text
   * @param {...unknown} values
   */
  const run = async (text, ...values) => await pool.query(text, values)
  try {
    const again = await dropIndexes(pool)
    const hands = Array.from({ length: HANDS }, (_, hand) => hand)
    await run(subjects, many)
    await all(hands.map(async (hand) => await run(members, hand)))
    await all(hands.map(async (hand) => await run(claims, DAYS, todayAt, hand)))
    await all([
      ...hands.map(async (hand) => await run(entries, hand)),
      run(latches, DAYS),
      run(balances, DAYS),
      run(counters),
    ])
    await all(again.map(async ({ index }) => await run(index)))
    for (const { key } of again) if (key !== undefined) await pool.query(key)
    await pool.query('drop table subject')
    const tables = ['claim', 'entry', 'latch', 'balance']
    await all(tables.map(async (table) => await run(`vacuum (freeze, analyze) daylatch.${table}`)))
    await pool.query('analyze')
  } finally {
    await pool.end()
  }
}

/**
 * @param {pg.Pool} pool
 * @returns {Promise<readonly { index: string, key: string | undefined }[]>} what makes them again
 */
async function dropIndexes(pool) {
  const { rows } = await pool.query(
    `select i.relname as name, x.indrelid::regclass::text as table, c.contype, pg_get_indexdef(x.indexrelid) as index
     from pg_index x join pg_class i on i.oid = x.indexrelid
       left join pg_constraint c on c.conindid = x.indexrelid and c.contype in ('p', 'u')
     where i.relname = any($1) and i.relnamespace = 'daylatch'::regnamespace`,
    [LARGE],
  )
  if (rows.length !== LARGE.length) throw new Error(`Expected the indexes ${LARGE.join(', ')}`)
  for (const { name, table, contype } of rows) {
    await pool.query(
      contype === null ? `drop index daylatch.${name}` : `alter table ${table} drop constraint ${name}`,
    )
  }
  return rows.map(({ name, table, contype, index }) => ({
    index,
    key:
      contype === null
        ? undefined
        : `alter table ${table} add constraint ${name} ${contype === 'p' ? 'primary key' : 'unique'} using index ${name}`,
  }))
}

import type { Pool } from 'pg'

/** What the tables hold in all: exact numbers for a test to compare. */
export interface Tally {
  readonly latches: number
  readonly claims: number
  readonly entries: number
  readonly paid: number
  readonly balances: number
  /** Accounts whose balance, version or sequence do not follow from their entries. */
  readonly broken: number
}

export async function tally(pool: Pool): Promise<Tally> {
  const { rows } = await pool.query<Tally>(`
    select (select count(*)::int from daylatch.latch) as latches,
      (select count(*)::int from daylatch.claim) as claims,
      (select count(*)::int from daylatch.entry) as entries,
      (select coalesce(sum(amount), 0)::int from daylatch.entry) as paid,
      (select coalesce(sum(amount), 0)::int from daylatch.balance) as balances,
      (select count(*)::int from daylatch.balance b
         full join (select subject, unit, account, sum(amount) as amount, max(seq) as seq, count(*) as n
                    from daylatch.entry group by 1, 2, 3) e using (subject, unit, account)
         where (b.amount, b.version, b.version) is distinct from (e.amount, e.seq, e.n)) as broken`)
  const [row] = rows
  if (row === undefined) throw new Error('Expected one row')
  return row
}

/** How many claims each transaction has written, fewest first: which requests went together. */
export async function transactions(pool: Pool): Promise<readonly number[]> {
  const { rows } = await pool.query<{ n: number }>(
    'select count(*)::int as n from daylatch.claim group by xmin::text order by n',
  )
  return rows.map((row) => row.n)
}

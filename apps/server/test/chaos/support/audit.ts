import type { Pool } from 'pg'

/** What the tables hold in all, in numbers that a test can name exactly. */
export interface Audit {
  readonly claims: number
  readonly entries: number
  /** Sum of all entries. */
  readonly paid: number
  /** Sum of all balances. */
  readonly owed: number
  /** Accounts whose balance, version or sequence does not follow from their entries. */
  readonly brokenAccounts: number
  /** Claims without their entry, and entries without their claim. */
  readonly unpaired: number
  /** Claims that began before the claim before them was over. */
  readonly overlaps: number
  /** Ranks of a period that are missing or given twice. */
  readonly brokenRanks: number
}

/** A database in which every claim was paid `reward` once, and nothing else happened. */
export function soundAudit(claims: number, reward = 25): Audit {
  const sum = claims * reward
  const sound = { brokenAccounts: 0, unpaired: 0, overlaps: 0, brokenRanks: 0 }
  return { claims, entries: claims, paid: sum, owed: sum, ...sound }
}

export async function audit(pool: Pool): Promise<Audit> {
  const { rows } = await pool.query<Audit>(`
    select
      (select count(*)::int from daylatch.claim) as claims,
      (select count(*)::int from daylatch.entry) as entries,
      (select coalesce(sum(amount), 0)::int from daylatch.entry) as paid,
      (select coalesce(sum(amount), 0)::int from daylatch.balance) as owed,
      (select count(*)::int
         from daylatch.balance b
         full join (
           select subject, unit, account, sum(amount) as amount, count(*) as n, max(seq) as last
           from daylatch.entry group by subject, unit, account
         ) e using (subject, unit, account)
         where (b.amount, b.version, b.version) is distinct from (e.amount, e.n, e.last)) as "brokenAccounts",
      (select count(*)::int
         from daylatch.claim k
         full join daylatch.entry e on e.subject = k.subject and e.claim_id = k.claim_id
         where (k.reward, k.seq) is distinct from (e.amount, e.seq)) as unpaired,
      (select count(*)::int
         from (
           select claimed_at, lag(ends_at) over (partition by subject, action order by claimed_at) as before
           from daylatch.claim
         ) k
         where k.claimed_at < k.before) as overlaps,
      (select count(*)::int
         from (
           select rank, row_number() over (partition by action, period order by rank) as place from daylatch.claim
         ) k
         where k.rank is distinct from k.place) as "brokenRanks"`)
  const [row] = rows
  if (row === undefined) throw new TypeError('Expected one row')
  return row
}

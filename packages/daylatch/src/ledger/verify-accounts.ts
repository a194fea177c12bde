import { inRange } from './subject-ranges.ts'

/**
 * Rules of the ledger, each a statement over a range of subjects ($1, $2) that selects the first row that breaks it:
 * `subject`, `of` (table), `rule`, `key` (the row's key, as JSON) and `text` (what is wrong).
 */

const accountKey = (alias: string): string =>
  `jsonb_build_object('unit', ${alias}.unit, 'account', ${alias}.account)`

const entryKey = (alias: string): string =>
  `jsonb_build_object('unit', ${alias}.unit, 'account', ${alias}.account, 'seq', ${alias}.seq)`

const sameAccount = (a: string, b: string): string =>
  `${a}.subject = ${b}.subject and ${a}.unit = ${b}.unit and ${a}.account = ${b}.account`

/** Whether a claim names the entry `e` as its reward. */
const namedByClaim = `exists (
    select from daylatch.claim n
    where n.subject = e.subject and n.claim_id = e.claim_id and n.unit = e.unit and n.account = e.account
      and n.seq = e.seq)`

function orphans(table: string, key: string): string {
  return `
select t.subject, '${table}' as of, 'balance-missing' as rule, ${key}::text as key,
  format('The account %s/%s has no balance.', t.unit, t.account) as text
from daylatch.${table} t
where ${inRange('t')} and not exists (select from daylatch.balance b where ${sameAccount('b', 't')})
order by t.subject, t.unit, t.account limit 1`
}

/** Entries after the checkpoint, in order: no number is left out, and each balance follows from the one before. */
const chain = `
select x.subject, 'entry' as of, case when x.seq <> x.expected then 'sequence' else 'running-balance' end as rule,
  ${entryKey('x')}::text as key,
  case when x.seq <> x.expected then format('Entry %s comes where entry %s is expected.', x.seq, x.expected)
    else format('The balance of entry %s is %s; the one before it, %s, and its amount, %s, make %s.',
      x.seq, x.balance, x.previous, x.amount, x.previous + x.amount) end as text
from (
  select e.*, coalesce(lag(e.seq) over w, c.seq, 0) + 1 as expected,
    coalesce(lag(e.balance) over w, c.amount, 0) as previous
  from daylatch.entry e left join daylatch.checkpoint c on ${sameAccount('c', 'e')}
  where ${inRange('e')} and e.seq > coalesce(c.seq, 0)
  window w as (partition by e.subject, e.unit, e.account order by e.seq)
) x
where x.seq <> x.expected or x.balance <> x.previous + x.amount
order by x.subject, x.unit, x.account, x.seq limit 1`

/** Before the checkpoint only entries of claims are left. */
const leftBehind = `
select e.subject, 'entry' as of, 'before-checkpoint' as rule, ${entryKey('e')}::text as key,
  format('Entry %s is not after the checkpoint, which stands at %s, and no claim names it.', e.seq, c.seq) as text
from daylatch.entry e join daylatch.checkpoint c on ${sameAccount('c', 'e')}
where ${inRange('e')} and e.seq <= c.seq and not ${namedByClaim}
order by e.subject, e.unit, e.account, e.seq limit 1`

const balances = `
select x.subject, 'balance' as of, x.rule, ${accountKey('x')}::text as key,
  case x.rule
    when 'balance-sum' then format('The balance is %s; the checkpoint and the entries make %s.', x.amount, x.total)
    when 'version' then format('The version is %s; the last entry is %s.', x.version, x.last_seq)
    else format('Set aside are %s; the held reservations make %s.', x.held, x.reserved) end as text
from (
  select b.subject, b.unit, b.account, b.amount, b.version, b.held, s.total, s.last_seq, r.reserved,
    case when b.version <> s.last_seq then 'version' when b.amount <> s.total then 'balance-sum'
      when b.held <> r.reserved then 'held' end as rule
  from daylatch.balance b
    left join daylatch.checkpoint c on ${sameAccount('c', 'b')}
    cross join lateral (
      select coalesce(c.amount, 0) + coalesce(sum(e.amount), 0) as total, coalesce(max(e.seq), c.seq, 0) as last_seq
      from daylatch.entry e where ${sameAccount('e', 'b')} and e.seq > coalesce(c.seq, 0)
    ) s
    cross join lateral (
      select coalesce(sum(r.amount), 0) as reserved
      from daylatch.reservation r where ${sameAccount('r', 'b')} and r.state = 'held'
    ) r
  where ${inRange('b')}
) x
where x.rule is not null
order by x.subject, x.unit, x.account limit 1`

const settlements = `
select r.subject, 'reservation' as of, 'settled-entry' as rule,
  jsonb_build_object('reservation_id', r.reservation_id)::text as key,
  case when e.seq is null then format('It is settled by entry %s, which is not there.', r.seq)
    else format('It is settled by entry %s, which is not its settlement of at most %s.', r.seq, r.amount) end as text
from daylatch.reservation r
  left join daylatch.checkpoint c on ${sameAccount('c', 'r')}
  left join daylatch.entry e on ${sameAccount('e', 'r')} and e.seq = r.seq
where ${inRange('r')} and r.state = 'settled' and r.seq > coalesce(c.seq, 0)
  and (e.kind = 'settle' and e.reservation_id = r.reservation_id and -e.amount between 1 and r.amount) is not true
order by r.subject, r.reservation_id limit 1`

const settledEntries = `
select e.subject, 'entry' as of, 'entry-settled' as rule, ${entryKey('e')}::text as key,
  format('Entry %s settles a reservation that does not name it.', e.seq) as text
from daylatch.entry e
  left join daylatch.reservation r on r.subject = e.subject and r.reservation_id = e.reservation_id
where ${inRange('e')} and e.kind = 'settle'
  and (r.unit = e.unit and r.account = e.account and r.seq = e.seq) is not true
order by e.subject, e.unit, e.account, e.seq limit 1`

export const accountRules: readonly string[] = [
  orphans('entry', entryKey('t')),
  orphans('reservation', `jsonb_build_object('reservation_id', t.reservation_id)`),
  orphans('checkpoint', accountKey('t')),
  chain,
  leftBehind,
  balances,
  settlements,
  settledEntries,
]

import { bonusStep } from './bonus-sql.ts'
import { epochMs } from './claim-record.ts'
import type { ClaimKind } from './statements.ts'
import { latchesTaken, timeOfClaim } from './take-latches.ts'

/**
 * Takes latches, pays, numbers, records and enters, all in one statement: what one part writes goes to the next as its
 * returned rows, and nothing is looked up twice.
 *
 * For batches of strangers in a hurry. Who waits in it, for some stranger's row or for the counter that all claims of the
 * period share, cannot be told: when the wait is too long, the batch is run again by the separate statements, which can.
 *
 * $1 action, $2 subjects, $3 claim ids in the order of the ranks, $4 accounts, $5–$7 keys, starts and ends of the offered
 * periods, $8 zone, and where there is a reward $9 unit, $10 amount, or amounts where they are drawn; then the offered
 * version of the bonus table, where there is one.
 *
 * Answers with one row: the time, the chosen period, the version of the bonus table, the first rank, and the winners in
 * the order of their ranks, as text: `id,streak,balance,bonus,start;…`, the start only where it is not that of the period.
 */
export function claimAtOnce(kind: ClaimKind): string {
  const { rewarded, bonuses, ranking } = kind
  const ranked = ranking === 'now'
  const version = '$11'
  const winner = kind.drawn || bonuses ? 'priced' : 'won'
  const reward = kind.drawn || bonuses ? 'w.reward' : '$10::bigint'
  return `
with ${timeOfClaim(bonuses ? version : null)},
${latchesTaken({ byKey: null })}
  returning l.subject, l.claim_id, l.starts_at, l.account, l.streak
)${winner === 'priced' ? `,\n${priced(kind, version)}` : ''}${rewarded ? `,\n${paid(winner, reward)}` : ''}${
    ranked
      ? `,
counted as (
  insert into daylatch.period_counter as n (action, period, claims)
  select $1, slot.period, c.claims
  from slot, (select count(*) as claims from ${rewarded ? 'paid' : 'won'}) c where c.claims > 0
  on conflict (action, period) do update set claims = n.claims + excluded.claims
  returning n.claims
)`
      : ''
  },
ranked as materialized (
  select w.subject, w.claim_id, w.starts_at, w.streak, w.account,
    ${rewarded ? `p.amount as balance, p.version as seq, ${reward} as reward` : 'null::bigint as balance'},
    ${bonuses ? 'w.bonus' : '0'} as bonus,
    ${ranked ? '(select n.claims from counted n) - count(*) over () + row_number() over (order by w.claim_id)' : 'row_number() over (order by w.claim_id)'} as rank
  from ${winner} w${rewarded ? ' join paid p on p.subject = w.subject' : ''}
),
recorded as (
  insert into daylatch.claim (subject, claim_id, action, period, zone, starts_at, ends_at, claimed_at,
    streak, rank${rewarded ? ', unit, account, reward, seq' : ''}${bonuses ? ', bonus, bonus_version' : ''})
  select r.subject, r.claim_id, $1, slot.period, $8, r.starts_at, slot.ends_at, slot.at,
    r.streak, ${ranked ? 'r.rank' : 'null::bigint'}${rewarded ? ', $9, r.account, r.reward, r.seq' : ''}${bonuses ? `, r.bonus, nullif(${version}::integer, 0)` : ''}
  from ranked r cross join slot
)${
    rewarded
      ? `,
entered as (
  insert into daylatch.entry (subject, unit, account, seq, kind, amount, balance, claim_id, entered_at)
  select r.subject, $9, r.account, r.seq, 'reward', r.reward, r.balance, r.claim_id, slot.at
  from ranked r cross join slot
)`
      : ''
  }
select ${epochMs('clock.at')} as at, slot.period${bonuses ? ', active.version as bonus_version' : ''},
  o.first, o.winners
from clock${bonuses ? ' cross join active' : ''} left join slot on true
  cross join (
    select min(r.rank) as first, string_agg(r.claim_id || ',' || r.streak || ',' || coalesce(r.balance::text, '') || ',' || r.bonus
      || ',' || case when r.starts_at = s.starts_at then '' else ${epochMs('r.starts_at')}::text end, ';' order by r.rank) as winners
    from ranked r cross join slot s
  ) o`
}

/** What each winner is paid, where that is not the same for all. */
function priced({ drawn, bonuses }: ClaimKind, version: string): string {
  const amount = drawn ? 'd.drawn' : '$10::bigint'
  return `priced as materialized (
  select w.*, ${bonuses ? `${amount} + coalesce(s.amount, 0)` : amount} as reward, ${bonuses ? 'coalesce(s.amount, 0)' : '0'} as bonus
  from won w ${drawn ? 'join unnest($3::uuid[], $10::bigint[]) as d (claim_id, drawn) on d.claim_id = w.claim_id' : ''}
    ${bonuses ? bonusStep('w', version) : ''}
)`
}

function paid(winner: string, reward: string): string {
  return `paid as (
  insert into daylatch.balance as b (subject, unit, account, amount, version)
  select w.subject, $9::text, w.account, ${reward}, 1
  from ${winner} w
  order by w.subject
  on conflict (subject, unit, account) do update
    set amount = b.amount + excluded.amount, version = b.version + excluded.version
  returning b.subject, b.amount, b.version
)`
}

import { writeEntries } from '../ledger/grant-sql.ts'
import { bonusStep } from './bonus-sql.ts'
import { freshRecordColumns } from './claim-record.ts'
import type { ClaimKind } from './statements.ts'

/**
 * Records the claims of the latches that this transaction took: rank, claim, entry. Answers with the records.
 *
 * A statement of its own, so that its wait for the counter, which all claims of a period share, is not taken for a
 * wait for some stranger's row. A latch that carries one of our ids was taken by this transaction: every attempt of a
 * request has an id of its own.
 *
 * $1 action, $2 subjects, $3 claim ids, $4 zone, and where there is a reward $5 unit, $6 amount, or amounts where they are drawn,
 * $7 the version of the bonus table that the latches were paid by: 0 stands for none.
 */
export function recordClaims(kind: ClaimKind): string {
  const { rewarded, drawn, bonuses, ranking } = kind
  const ranked = ranking === 'now'
  return `
with winner as materialized (
  select l.*, c.place${rewarded ? ', b.version as seq, b.amount as balance' : ''}${drawn ? ', c.drawn' : ''}${bonuses ? ', coalesce(s.amount, 0) as bonus' : ''}
  from unnest($2::text[], $3::uuid[]${drawn ? ', $6::bigint[]' : ''})
      with ordinality as c (subject, claim_id${drawn ? ', drawn' : ''}, place)
    cross join lateral (
      select l.* from daylatch.latch l
      where l.subject = c.subject and l.action = $1 and l.claim_id = c.claim_id limit 1
    ) l${
      rewarded
        ? `
    cross join lateral (
      select b.version, b.amount from daylatch.balance b
      where b.subject = c.subject and b.unit = $5 and b.account = l.account limit 1
    ) b`
        : ''
    }${bonuses ? `\n    ${bonusStep('l', '$7')}` : ''}
)${
    ranked
      ? `,
counted as (
  insert into daylatch.period_counter as n (action, period, claims)
  select $1, w.period, count(*) from winner w group by w.period
  on conflict (action, period) do update set claims = n.claims + excluded.claims
  returning n.claims
)`
      : ''
  },
ranked as materialized (
  select w.subject, w.claim_id, w.action, w.period, $4::text as zone, w.starts_at, w.ends_at, w.claimed_at, w.streak,
    ${ranked ? '(select n.claims from counted n) - count(*) over () + row_number() over (order by w.place)' : 'null::bigint'} as rank,
    ${
      rewarded
        ? `$5::text as unit, w.account, ${drawn ? 'w.drawn' : '$6::bigint'}${bonuses ? ' + w.bonus' : ''} as reward, w.seq, w.balance`
        : 'null as unit, null as account, null::bigint as reward, null::bigint as seq, null::bigint as balance'
    }, ${bonuses ? 'w.bonus' : '0 as bonus'}
  from winner w
),
recorded as (
  insert into daylatch.claim (subject, claim_id, action, period, zone, starts_at, ends_at, claimed_at,
    streak, rank, rank_owed, unit, account, reward, seq${bonuses ? ', bonus, bonus_version' : ''})
  select r.subject, r.claim_id, r.action, r.period, r.zone, r.starts_at, r.ends_at, r.claimed_at,
    r.streak, r.rank, ${ranking === 'later'}, r.unit, r.account, r.reward, r.seq${bonuses ? ', r.bonus, nullif($7::integer, 0)' : ''}
  from ranked r
)${
    rewarded
      ? `,
entered as (${writeEntries}
)`
      : ''
  }
select ${freshRecordColumns('k.balance')}
from ranked k`
}

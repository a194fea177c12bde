/**
 * Everything that is stored, as one text: without times, and with what an id stands for in its place, for no two runs share
 * these. Of two ends with one digest the library's `verify` finds both right, or neither.
 */
export const digest = `
select concat_ws(E'\\n',
  (select string_agg(concat_ws(' ', 'latch', l.subject, l.action, l.period, l.claims, l.streak, l.released,
     coalesce(k.period || k.kind, 'no claim')), E'\\n' order by l.subject, l.action)
   from daylatch.latch l left join daylatch.claim k using (subject, claim_id)),
  (select string_agg(concat_ws(' ', 'claim', k.subject, k.action, k.period, k.kind, k.rank, k.rank_owed, k.streak, k.reward, k.seq,
     k.released_at is not null, e.subject, e.state), E'\\n'
     order by k.subject, k.action, k.period, k.released_at nulls last)
   from daylatch.claim k
     left join daylatch.effect e on e.subject = k.effect_subject and e.effect_id = k.effect_id),
  (select string_agg(concat_ws(' ', 'balance', subject, amount, held, version), E'\\n' order by subject)
   from daylatch.balance),
  (select string_agg(concat_ws(' ', 'entry', y.subject, y.seq, y.kind, y.amount, y.balance, y.key,
     k.period, r.amount, r.state), E'\\n' order by y.subject, y.seq)
   from daylatch.entry y left join daylatch.claim k using (subject, claim_id)
     left join daylatch.reservation r using (subject, reservation_id)),
  (select string_agg(concat_ws(' ', 'reservation', subject, amount, state, key, seq), E'\\n' order by subject, amount, state)
   from daylatch.reservation),
  (select string_agg(concat_ws(' ', 'effect', subject, state, reason, attempt, events, contradicted,
     (select count(*) from daylatch.claim k
      where k.claim_id = any (effect.claim_ids) and k.subject = any (effect.subjects))), E'\\n' order by subject, state)
   from daylatch.effect),
  (select string_agg(concat_ws(' ', 'event', subject, seq, from_state, to_state, attempt, reason), E'\\n'
     order by subject, effect_id, seq) from daylatch.effect_event),
  (select string_agg(concat_ws(' ', 'receipt', subject, attempt, status, times, verdict), E'\\n'
     order by subject, attempt, status) from daylatch.receipt),
  (select string_agg(concat_ws(' ', 'counter', action, period, claims), E'\\n' order by action, period)
   from daylatch.period_counter)) as digest`

/** The statements of the transaction, each prepared once per connection. */

/** @param {string} lock */
export function look(lock) {
  return {
    name: 'look',
    text: `select claim_id as "claimId", ends_at as "endsAt", streak from daylatch.latch where subject = $1 and action = 'check-in' ${lock}`,
  }
}

/** A member who never checked in: a latch that was over long ago. */
export const open = {
  name: 'open',
  text: `insert into daylatch.latch (subject, action, claim_id, period, starts_at, ends_at, claimed_at, account, streak, claims)
    values ($1, 'check-in', gen_random_uuid(), '0001-01-01', 'epoch', timestamptz 'epoch' + interval '1 day', 'epoch', $2, 1, 0)
    on conflict do nothing`,
}

export const take = {
  name: 'take',
  text: `update daylatch.latch set claim_id = $2, period = $3, starts_at = $4, ends_at = $5, claimed_at = $6, account = $7,
      streak = $8, claims = claims + 1, released = false
    where subject = $1 and action = 'check-in'`,
}

export const pay = {
  name: 'pay',
  text: `insert into daylatch.balance as b (subject, unit, account, amount, version) values ($1, $2, $3, $4, 1)
    on conflict (subject, unit, account) do update
      set amount = b.amount + excluded.amount, version = b.version + 1
    returning amount, version`,
}

export const enter = {
  name: 'enter',
  text: `insert into daylatch.entry (subject, unit, account, seq, kind, amount, balance, claim_id, entered_at)
    values ($1, $2, $3, $4, 'reward', $5, $6, $7, $8)`,
}

/** The place of the day; held until the commit by whoever takes it, so that places have no gaps. */
export const count = {
  name: 'count',
  text: `insert into daylatch.period_counter as c (action, period, claims) values ('check-in', $1, 1)
    on conflict (action, period) do update set claims = c.claims + 1 returning claims`,
}

export const keep = {
  name: 'keep',
  text: `insert into daylatch.claim (subject, claim_id, action, period, zone, starts_at, ends_at, claimed_at, streak, rank,
      unit, account, reward, seq)
    values ($1, $2, 'check-in', $3, 'UTC', $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
}

/** The check-in in the way, with the balance that it left. */
export const record = {
  name: 'record',
  text: `select k.claimed_at as "claimedAt", k.streak, k.rank, e.balance
    from daylatch.claim k join daylatch.entry e using (subject, unit, account, seq)
    where k.subject = $1 and k.claim_id = $2`,
}

import { randomUUID } from 'node:crypto'
import { dayAt } from '../day.mjs'
import { record } from './row-lock-sql.mjs'
import { poolOf } from './pool.mjs'
import { REWARD, UNIT, viewOf } from './view.mjs'

/** Everything in one statement, which is its own transaction: one round trip, and the shortest hold of the counter. */
const claim = {
  name: 'claim',
  text: `
with won as (
  insert into daylatch.latch as l (subject, action, claim_id, period, starts_at, ends_at, claimed_at, account, streak)
  values ($1, 'check-in', $2, $3, $4, $5, $6, $7, 1)
  on conflict (subject, action) do update
    set claim_id = excluded.claim_id, period = excluded.period, starts_at = excluded.starts_at,
      ends_at = excluded.ends_at, claimed_at = excluded.claimed_at, account = excluded.account, released = false,
      streak = case when l.ends_at = excluded.starts_at then l.streak + 1 else 1 end, claims = l.claims + 1
    where l.ends_at <= excluded.claimed_at
  returning l.*
), paid as (
  insert into daylatch.balance as b (subject, unit, account, amount, version)
  select subject, $8, account, $9, 1 from won
  on conflict (subject, unit, account) do update set amount = b.amount + excluded.amount, version = b.version + 1
  returning b.amount, b.version
), entered as (
  insert into daylatch.entry (subject, unit, account, seq, kind, amount, balance, claim_id, entered_at)
  select w.subject, $8, w.account, p.version, 'reward', $9, p.amount, w.claim_id, w.claimed_at from won w, paid p
), counted as (
  insert into daylatch.period_counter as c (action, period, claims)
  select w.action, w.period, 1 from won w, paid p
  on conflict (action, period) do update set claims = c.claims + 1
  returning c.claims
), recorded as (
  insert into daylatch.claim (subject, claim_id, action, period, zone, starts_at, ends_at, claimed_at, streak, rank,
    unit, account, reward, seq)
  select w.subject, w.claim_id, w.action, w.period, 'UTC', w.starts_at, w.ends_at, w.claimed_at, w.streak, c.claims,
    $8, w.account, $9, p.version
  from won w, paid p, counted c
)
select w.streak, w.claimed_at as "claimedAt", c.claims as rank, p.amount as balance from won w, paid p, counted c`,
}

const latch = {
  name: 'latch',
  text: `select claim_id from daylatch.latch where subject = $1 and action = 'check-in'`,
}

/** The specialist’s way. @type {import('./contestants.mjs').Contestant} */
export async function oneStatement({ url, size, resetHour }) {
  const pool = await poolOf(url, size)
  return {
    checkIn: async (memberId, card) => {
      const now = new Date()
      const today = dayAt(now.getTime(), resetHour)
      const values = [
        memberId,
        randomUUID(),
        today.key,
        today.startsAt,
        today.endsAt,
        now,
        String(card),
        UNIT,
        REWARD,
      ]
      const won = (await pool.query({ ...claim, values })).rows[0]
      if (won !== undefined) return { status: 'claimed', view: viewOf(today, won, card) }
      // Its snapshot may be older than the one who won: this one is not.
      const { rows } = await pool.query({ ...latch, values: [memberId] })
      const kept = await pool.query({ ...record, values: [memberId, rows[0].claim_id] })
      return { status: 'already', view: viewOf(today, kept.rows[0], card) }
    },
    end: async () => await pool.end(),
  }
}

import { createHash } from 'node:crypto'

/**
 * As ids of members are: 32 hexadecimal digits in no order, so that neighbours in time are none in the index.
 *
 * @param {number} n
 */
export function memberId(n) {
  return createHash('md5')
    .update(`member ${String(n)}`)
    .digest('hex')
}

/**
 * Members who had their check-in of the day before: latch, claim, balance and entry are there, and a streak of one.
 * $1 and $2 say which, $3 the day before, $4 and $5 its bounds.
 */
const seed = `
with member as materialized (
  select md5('member ' || n) as subject, n, gen_random_uuid() as claim_id,
    $5::timestamptz - interval '1 hour' as at
  from generate_series($1::int, $2::int) n
), latched as (
  insert into daylatch.latch (subject, action, claim_id, period, starts_at, ends_at, claimed_at, account, streak)
  select subject, 'check-in', claim_id, $3, $4, $5, at, '1', 1 from member
), claimed as (
  insert into daylatch.claim (subject, claim_id, action, period, zone, starts_at, ends_at, claimed_at, streak, rank,
    unit, account, reward, seq)
  select subject, claim_id, 'check-in', $3, 'UTC', $4, $5, at, 1, n + 1, 'reading', '1', 25, 1 from member
), counted as (
  insert into daylatch.period_counter as c (action, period, claims)
  select 'check-in', $3, count(*) from member
  on conflict (action, period) do update set claims = c.claims + excluded.claims
), paid as (
  insert into daylatch.balance (subject, unit, account, amount, version) select subject, 'reading', '1', 25, 1 from member
)
insert into daylatch.entry (subject, unit, account, seq, kind, amount, balance, claim_id, entered_at)
select subject, 'reading', '1', 1, 'reward', 25, 25, claim_id, at from member`

const CHUNK = 20_000

/** Hands out members who have not checked in today, and makes more of them when there are not enough. */
export class Members {
  /** The next one who has not checked in. */
  #next = 0
  #made = 0
  #client
  #day

  /**
   * @param {import('pg').Client} client
   * @param {import('./day.mjs').Day} day
   */
  constructor(client, day) {
    this.#client = client
    this.#day = day
  }

  /** @param {number} count */
  async atLeast(count) {
    const { before } = this.#day
    const values = [before.key, before.startsAt, before.endsAt]
    while (this.#made < this.#next + count) {
      await this.#client.query(seed, [this.#made, this.#made + CHUNK - 1, ...values])
      this.#made += CHUNK
      if (this.#made === CHUNK) await this.#client.query('analyze')
    }
    return { first: this.#next, count }
  }

  /** @param {number} used */
  spend(used) {
    this.#next += used
  }

  get made() {
    return this.#made
  }
}

/**
 * Statement parts that pay claims. One row per account, locked in key order; claims of a batch have distinct subjects.
 *
 * Paid right after the latch and before anything that could fail for one of them: whoever did not win the latch has
 * no row in `won`, so the money cannot move for a loser.
 */

/**
 * Adds the reward to the account of every row in `won (subject, account)`.
 * `amount` says how much that is for row `w`, with the help of what `joins` adds to it.
 * The inserted version is the number of entries, so `balance.version + excluded.version` stays gap-free.
 */
export function payBalances(parameters: {
  readonly unit: string
  readonly amount: string
  readonly joins?: string
}): string {
  return `
  insert into daylatch.balance as b (subject, unit, account, amount, version)
  select w.subject, ${parameters.unit}::text, w.account, ${parameters.amount}, 1
  from won w ${parameters.joins ?? ''}
  order by w.subject
  on conflict (subject, unit, account) do update
    set amount = b.amount + excluded.amount, version = b.version + excluded.version`
}

/** Writes the entry of every row in `ranked`, with the balance that it leaves. */
export const writeEntries = `
  insert into daylatch.entry (subject, unit, account, seq, kind, amount, balance, claim_id, entered_at)
  select r.subject, r.unit, r.account, r.seq, 'reward', r.reward, r.balance, r.claim_id, r.claimed_at
  from ranked r`

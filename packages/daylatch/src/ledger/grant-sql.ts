/**
 * Statement parts that pay claims. One row per account, locked in key order; claims of a batch have distinct subjects.
 *
 * Paid right after the latch and before anything that could fail for one of them: whoever did not win the latch has
 * no row in `latched`, so the money cannot move for a loser.
 */

/**
 * Adds the reward to the account of every row in `latched (subject, account)`.
 * The inserted version is the number of entries, so `balance.version + excluded.version` stays gap-free.
 */
export function payBalances(parameters: { readonly unit: string; readonly reward: string }): string {
  return `
  insert into daylatch.balance as b (subject, unit, account, amount, version)
  select l.subject, ${parameters.unit}::text, l.account, ${parameters.reward}::bigint, 1
  from latched l
  order by l.subject
  on conflict (subject, unit, account) do update
    set amount = b.amount + excluded.amount, version = b.version + excluded.version`
}

/** Writes the entry of every row in `recorded` (claims just inserted), with the running balance from `winner`. */
export const writeEntries = `
  insert into daylatch.entry (subject, unit, account, seq, kind, amount, balance, claim_id, entered_at)
  select r.subject, r.unit, r.account, r.seq, 'reward', r.reward, w.balance, r.claim_id, r.claimed_at
  from recorded r join winner w on w.subject = r.subject`

import { entryColumns } from './entry.ts'

/**
 * Statement part that writes the entry of a balance that `moved` in the part before it, and selects it.
 *
 * The clock is read after the account's row is ours, so the times of an account's entries do not run backwards.
 *
 * $1 subject, $2 unit, $3 account, $4 amount, $5 kind, $6 key, $7 reason, $8 actor, $9 what it belongs to, or null.
 */
export function writeEntry(moved: string, link: 'claim_id' | 'reservation_id'): string {
  return `, e as (
  insert into daylatch.entry
    (subject, unit, account, seq, kind, amount, balance, key, reason, actor, ${link}, entered_at)
  select $1, $2, $3, m.version, $5, $4, m.amount, $6, $7, $8, $9::uuid, daylatch.clock()
  from ${moved} m
  returning *
)
select ${entryColumns} from e`
}

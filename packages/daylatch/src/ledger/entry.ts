import type { Row } from '../drivers/database.ts'
import { epochMs, text, textOrNull, toDate, toNumber } from '../rows.ts'

/**
 * Why a balance moved: the reward of an ordinary claim or of a made-up one, what making up cost, and the operations of the
 * ledger.
 */
export type EntryKind = 'reward' | 'make-up' | 'make-up-cost' | 'grant' | 'spend' | 'settle' | 'correction'

/** One line of an account's change log. Never changed; `seq` counts them without a gap. */
export interface Entry {
  readonly unit: string
  readonly account: string
  readonly seq: number
  readonly kind: EntryKind
  /** Negative where something was taken. */
  readonly amount: number
  /** What the account held right after. */
  readonly balance: number
  readonly claimId: string | null
  readonly reservationId: string | null
  readonly key: string | null
  readonly reason: string | null
  readonly actor: string | null
  readonly enteredAt: Date
}

/** Select list that {@link toEntry} reads. Wants an entry as `e`. */
export const entryColumns: string = `
  e.unit, e.account, e.seq, e.kind, e.amount, e.balance, e.claim_id, e.reservation_id, e.key, e.reason, e.actor,
  ${epochMs('e.entered_at')} as entered_at`

export function toEntry(row: Row): Entry {
  return {
    unit: text(row, 'unit'),
    account: text(row, 'account'),
    seq: toNumber(row, 'seq'),
    kind: text(row, 'kind') as EntryKind,
    amount: toNumber(row, 'amount'),
    balance: toNumber(row, 'balance'),
    claimId: textOrNull(row, 'claim_id'),
    reservationId: textOrNull(row, 'reservation_id'),
    key: textOrNull(row, 'key'),
    reason: textOrNull(row, 'reason'),
    actor: textOrNull(row, 'actor'),
    enteredAt: toDate(row, 'entered_at'),
  }
}

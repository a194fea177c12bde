import type { Row } from '../drivers/database.ts'
import { epochMs, text, textOrNull, toDate } from '../rows.ts'

export { epochMs, text, toDate } from '../rows.ts'

/** A committed claim as it stands in the database: who did what, when, for which period, and what it paid. */
export interface ClaimRecord {
  readonly id: string
  readonly subject: string
  readonly action: string
  /** `make-up`: claimed later, for a period that was over. It has no rank. */
  readonly kind: 'ordinary' | 'make-up'
  /** Key of the period, for a day its date. */
  readonly period: string
  readonly startsAt: Date
  readonly endsAt: Date
  readonly claimedAt: Date
  /** When the claim was given back, so that its period could be claimed anew; `null` while it stands. */
  readonly releasedAt: Date | null
  /** The effect that it was made for, such as a message; `null` for a claim without one. */
  readonly effectId: string | null
  /** IANA time zone by which the period was computed. */
  readonly zone: string
  /** What was paid, and the balance of that account right after. `null` for an action without a reward. */
  readonly reward: {
    /** All that was paid, the bonus included. */
    readonly amount: number
    /** The part of the amount that was paid for the streak. */
    readonly bonus: number
    readonly unit: string
    readonly account: string
    readonly balance: number
  } | null
  /** How many adjoining periods have been claimed, this one included. */
  readonly streak: number
  /** Place in the order of commits of the period, from 1. `null` for an action without ranks. */
  readonly rank: number | null
}

/**
 * Select list that {@link toClaimRecord} reads. Wants a claim as `k`.
 *
 * @param balance the balance that the claim's entry left
 */
export function recordColumns(balance: string): string {
  return `${freshRecordColumns(balance)}, k.kind, k.effect_id as for_effect, ${epochMs('k.released_at')} as released_at`
}

/** The same for a claim that is being written: an ordinary one, not released. Fewer columns for the hot path to carry. */
export function freshRecordColumns(balance: string): string {
  return `
  k.claim_id, k.subject, k.action, k.period, k.zone, k.streak, k.rank, k.unit, k.account, k.reward, k.bonus,
  ${balance} as balance, ${epochMs('k.starts_at')} as starts_at, ${epochMs('k.ends_at')} as ends_at,
  ${epochMs('k.claimed_at')} as claimed_at`
}

/** The claim's entry as `e`. Looked up by its key, row by row: a batch must not read a table from end to end. */
export const joinEntry: string = `
  left join lateral (
    select e.balance from daylatch.entry e
    where e.subject = k.subject and e.unit = k.unit and e.account = k.account and e.seq = k.seq
    limit 1
  ) e on true`

/** @throws TypeError when the row is incomplete: a defect of the statement, or a claim whose entry is gone */
export function toClaimRecord(row: Row): ClaimRecord {
  return {
    id: text(row, 'claim_id'),
    subject: text(row, 'subject'),
    action: text(row, 'action'),
    kind: row['kind'] === 'make-up' ? 'make-up' : 'ordinary',
    period: text(row, 'period'),
    startsAt: toDate(row, 'starts_at'),
    endsAt: toDate(row, 'ends_at'),
    claimedAt: toDate(row, 'claimed_at'),
    releasedAt: row['released_at'] == null ? null : toDate(row, 'released_at'),
    effectId: textOrNull(row, 'for_effect'),
    zone: text(row, 'zone'),
    reward:
      row['reward'] == null
        ? null
        : {
            amount: Number(row['reward']),
            bonus: Number(text(row, 'bonus')),
            unit: text(row, 'unit'),
            account: text(row, 'account'),
            balance: Number(text(row, 'balance')),
          },
    streak: Number(text(row, 'streak')),
    rank: row['rank'] == null ? null : Number(row['rank']),
  }
}

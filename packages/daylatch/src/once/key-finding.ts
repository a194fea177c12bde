import type { Row } from '../drivers/database.ts'
import { type ClaimRecord, text, toClaimRecord } from './claim-record.ts'
import { type Loss, toLoss } from './loss.ts'

/** What was found about an attempt with an idempotency key that did not win. */
export type KeyFinding =
  /** The key stands for another request. */
  | { readonly kind: 'reused' }
  /** The key was there before, and this is what its request came to. `record` is missing when the claim is gone. */
  | { readonly kind: 'replay'; readonly won: boolean; readonly record: ClaimRecord | undefined }
  /** The attempt lost to the claim in its way. `isRecorded`: from this commit on the key says so. */
  | { readonly kind: 'lost'; readonly loss: Loss | undefined; readonly isRecorded: boolean }

/** Reads a row of `settleKeys`. `pg` gives booleans of an untyped result as the server's text: t or f. */
export function toKeyFinding(row: Row): KeyFinding {
  if (row['same'] === 'f') return { kind: 'reused' }
  const isThere = row['claim_id'] != null
  if (row['held'] === 'f') {
    const isComplete = isThere && (row['reward'] == null || row['balance'] != null)
    return {
      kind: 'replay',
      won: text(row, 'won') === 't',
      record: isComplete ? toClaimRecord(row) : undefined,
    }
  }
  // Held by this attempt, or gone meanwhile because its time was over.
  const isRecorded = row['held'] === 't' && row['recorded'] === 't'
  return { kind: 'lost', loss: isThere ? toLoss(row) : undefined, isRecorded }
}

import type { Database } from '../../drivers/database.ts'
import { ask } from '../../drivers/trouble.ts'
import { DaylatchError } from '../../errors.ts'
import type { ClaimRecord } from '../../once/claim-record.ts'
import { recordLoss } from '../../once/keys.ts'
import { findStandingClaim } from '../../once/look-up.ts'
import type { RefusedByBackstop } from '../../once/single-claim.ts'
import { type EffectRecord, effectColumns, toEffectRecord } from '../effect-record.ts'
import type { Ending } from './results.ts'
import type { SlotTaker } from './take-slots.ts'
import type { CheckedWish } from './wish.ts'

const effectOfClaim = {
  name: 'daylatch_effect_of_claim',
  text: `
select ${effectColumns}
from daylatch.claim k join daylatch.effect e on e.subject = k.effect_subject and e.effect_id = k.effect_id
where k.subject = $1 and k.claim_id = $2::uuid`,
}

/**
 * The claim that the unique index knew of and the latch did not, of the first subject that has one; a key is recorded as
 * lost to it.
 *
 * @throws {DaylatchError} INCONSISTENT when there is none
 */
export async function settledByBackstop(
  db: Database,
  taker: SlotTaker,
  { subject, subjects, key }: CheckedWish,
  refusal: RefusedByBackstop,
): Promise<Ending> {
  const { action } = taker.limited
  for (const each of subjects) {
    const claim = await findStandingClaim(db, action, each, taker.currentOffer())
    if (claim === undefined) continue
    if (key !== undefined) await recordLoss(db, action, subject, key, claim)
    return { kind: 'already', claim, effect: await findEffectOf(db, claim), replayed: false }
  }
  throw new DaylatchError(
    'INCONSISTENT',
    'A unique key refused a claim, but no claim stands in its way: rows of this subject are missing. Restore them from a backup.',
    { cause: refusal.cause },
  )
}

async function findEffectOf(db: Database, { subject, id }: ClaimRecord): Promise<EffectRecord | null> {
  const { rows } = await ask(
    db,
    async (session) => await session.query({ ...effectOfClaim, values: [subject, id] }),
  )
  return rows[0] === undefined ? null : toEffectRecord(rows[0])
}

import type { Session } from '../../drivers/database.ts'
import type { EffectRecord } from '../effect-record.ts'

const statement = {
  name: 'daylatch_release_slots',
  text: `
with slot as materialized (
  select l.subject, l.action, l.claim_id
  from (select * from unnest($2::text[], $3::uuid[]) as s (subject, claim_id) order by s.subject collate "C") s
    cross join lateral (
      select l.subject, l.action, l.claim_id from daylatch.latch l
      where l.subject = s.subject and l.action = $1 limit 1 for no key update
    ) l
  where l.claim_id = s.claim_id
), reopened as (
  update daylatch.latch l set released = true from slot
  where l.subject = slot.subject and l.action = slot.action and l.claim_id = slot.claim_id
)
update daylatch.claim k set released_at = daylatch.clock()
from unnest($2::text[], $3::uuid[]) as s (subject, claim_id)
where k.subject = s.subject and k.claim_id = s.claim_id and k.released_at is null`,
}

/** Gives the slots of effects free, in the transaction of the move that ended them. */
export async function releaseClaims(session: Session, effects: readonly EffectRecord[]): Promise<void> {
  for (const { action, subjects, claimIds } of effects) {
    await session.query({ ...statement, values: [action, subjects, claimIds] })
  }
}

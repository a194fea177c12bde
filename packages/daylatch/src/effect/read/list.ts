import type { Database } from '../../drivers/database.ts'
import { ask } from '../../drivers/trouble.ts'
import { badOption } from '../../errors.ts'
import { assertDate, assertName, assertWholeNumber } from '../../options.ts'
import { effectColumns, type EffectRecord, toEffectRecord } from '../effect-record.ts'
import { type EffectState, effectStates } from '../states.ts'
import { assertEffectId } from './effect-id.ts'

export interface ListEffectsOptions {
  readonly action: string
  /** @default every state */
  readonly states?: readonly EffectState[]
  /** Only those of this subject: the first one of their subjects, not the further ones. */
  readonly subject?: string
  /** Where to go on: the last effect of the page before. */
  readonly before?: Pick<EffectRecord, 'id' | 'askedAt'>
  /** 1 to 1000. */
  readonly limit: number
}

const LAST_MS = Date.UTC(9999, 11, 31)

// A Date knows no microseconds, so the place is that of the row itself; the Date stands in where the row is gone.
const isBefore = `
  ($2::uuid is null or (e.asked_at, e.effect_id) <
    (coalesce((select b.asked_at from daylatch.effect b where b.effect_id = $2::uuid limit 1), $3::timestamptz), $2::uuid))`

const newestFirst = 'order by e.asked_at desc, e.effect_id desc limit $4'

// One text for each question: a plan for "perhaps a subject, perhaps a state" would read too much for all of them.
const statements = {
  ofAction: {
    name: 'daylatch_list_effects',
    text: `select ${effectColumns} from daylatch.effect e where e.action = $1 and ${isBefore} ${newestFirst}`,
  },
  // State by state, each by its index: a single `unknown` among a million that are sent is found at once.
  inStates: {
    name: 'daylatch_list_effects_in_states',
    text: `
select ${effectColumns}
from (select distinct t.state from unnest($5::text[]) as t (state)) s
  cross join lateral (
    select e.* from daylatch.effect e where e.action = $1 and e.state = s.state and ${isBefore} ${newestFirst}
  ) e
${newestFirst}`,
  },
  ofSubject: {
    name: 'daylatch_list_effects_of_subject',
    text: `
select ${effectColumns} from daylatch.effect e
where e.subject = $6 and e.action = $1 and e.state = any($5::text[]) and ${isBefore} ${newestFirst}`,
  },
}

/**
 * A page of effects, the latest first. By a key and not by an offset: those that come in meanwhile neither repeat nor
 * hide one of the next page.
 *
 * @throws {DaylatchError} BAD_OPTION, CONNECTION_LOST, SCHEMA_MISSING, DATABASE
 */
export async function listEffects(
  db: Database,
  options: ListEffectsOptions,
): Promise<readonly EffectRecord[]> {
  const { action, states, subject, before, limit } = options
  assertName('action', action)
  assertWholeNumber('limit', limit, 1, 1000)
  if (subject !== undefined) assertName('subject', subject)
  for (const state of states ?? []) {
    if (!effectStates.includes(state)) throw badOption('states', `some of ${effectStates.join(', ')}`, state)
  }
  if (before !== undefined) {
    assertEffectId('before.id', before.id)
    assertDate('before.askedAt', before.askedAt)
    const ms = before.askedAt.getTime()
    if (ms < 0 || ms > LAST_MS) throw badOption('before.askedAt', 'a time from 1970 to 9999', before.askedAt)
  }
  const place = [action, before?.id ?? null, before?.askedAt.toISOString() ?? null, limit]
  const statement =
    subject !== undefined
      ? { ...statements.ofSubject, values: [...place, states ?? effectStates, subject] }
      : states !== undefined
        ? { ...statements.inStates, values: [...place, states] }
        : { ...statements.ofAction, values: place }
  const { rows } = await ask(db, async (session) => await session.query(statement))
  return rows.map(toEffectRecord)
}

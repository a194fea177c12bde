import type { Database } from '../../drivers/database.ts'
import { ask } from '../../drivers/trouble.ts'
import { assertName, assertWholeNumber } from '../../options.ts'
import { text, toNumber } from '../../rows.ts'
import { type EffectState, effectStates } from '../states.ts'

export interface CountEffectsOptions {
  /**
   * Where counting stops in each state: a page that shows "10000+" need not read millions.
   * @default 1000000
   */
  readonly upTo?: number
}

const statement = {
  name: 'daylatch_count_effects',
  text: `
select s.state, n.count
from unnest($2::text[]) as s (state)
  cross join lateral (
    select count(*) as count
    from (select from daylatch.effect e where e.action = $1 and e.state = s.state limit $3) e
  ) n`,
}

/**
 * How many effects of an action are in each state, of one moment.
 *
 * @throws {DaylatchError} BAD_OPTION, CONNECTION_LOST, SCHEMA_MISSING, DATABASE
 */
export async function countEffects(
  db: Database,
  action: string,
  options: CountEffectsOptions = {},
): Promise<Readonly<Record<EffectState, number>>> {
  const { upTo = 1_000_000 } = options
  assertName('action', action)
  assertWholeNumber('upTo', upTo, 1, Number.MAX_SAFE_INTEGER)
  const values = [action, effectStates, upTo]
  const { rows } = await ask(db, async (session) => await session.query({ ...statement, values }))
  const counts = rows.map((row) => [text(row, 'state'), toNumber(row, 'count')] as const)
  return Object.fromEntries(counts) as Record<EffectState, number>
}

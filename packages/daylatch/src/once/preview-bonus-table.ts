import type { Database } from '../drivers/database.ts'
import { ask } from '../drivers/trouble.ts'
import { assertName } from '../options.ts'
import { periodAt } from '../period/period-at.ts'
import type { PeriodRule } from '../period/period.ts'
import { activeBonusTable, assertSteps, type BonusStep, type BonusTable } from './bonus-table.ts'
import { text, toDate } from './claim-record.ts'
import { readClock } from './make-up-statements.ts'

/** What an activation would change for one streak. */
export interface BonusStepPreview {
  readonly streak: number
  /** What the active version pays for it now; 0 for nothing. */
  readonly before: number
  /** What the new version would pay. */
  readonly after: number
  /** How many subjects are one claim away from it now: whose unbroken streak is shorter by one. */
  readonly subjects: number
}

export interface BonusTablePreview {
  /** Pass its version as `expectedVersion` (0 for `null`), so that only what was seen is activated. */
  readonly active: BonusTable | null
  /** The steps of both versions, by streak. */
  readonly steps: readonly BonusStepPreview[]
}

/**
 * What activating these steps would change. Writes nothing.
 *
 * It reads every latch of the action, so it is for an operator's decision and not for a page that members load.
 *
 * @param action the action as `once` made it: its periods tell which streaks are broken
 * @throws {DaylatchError} BAD_OPTION
 */
export async function previewBonusTable(
  db: Database,
  action: { readonly action: string; readonly rule: PeriodRule },
  steps: readonly BonusStep[],
): Promise<BonusTablePreview> {
  assertName('action', action.action)
  assertSteps(steps)
  const active = await activeBonusTable(db, action.action)
  const before = new Map(active?.steps.map((step) => [step.streak, step.amount]))
  const after = new Map(steps.map((step) => [step.streak, step.amount]))
  const streaks = [...new Set([...before.keys(), ...after.keys()])].toSorted((one, other) => one - other)
  const standing = await countByStreak(
    db,
    action,
    streaks.map((streak) => streak - 1),
  )
  return {
    active,
    steps: streaks.map((streak) => ({
      streak,
      before: before.get(streak) ?? 0,
      after: after.get(streak) ?? 0,
      subjects: standing.get(streak - 1) ?? 0,
    })),
  }
}

async function countByStreak(
  db: Database,
  { action, rule }: { readonly action: string; readonly rule: PeriodRule },
  streaks: readonly number[],
): Promise<ReadonlyMap<number, number>> {
  return await ask(db, async (session) => {
    const now = toDate((await session.query(readClock)).rows[0] ?? {}, 'at')
    const { rows } = await session.query({
      name: 'daylatch_count_by_streak',
      text: `
select s.streak, count(*) as subjects
from daylatch.latch l
  cross join lateral (select case when l.ends_at >= $2::timestamptz then l.streak else 0 end as streak) s
where l.action = $1 and not l.released and s.streak = any($3::integer[])
group by s.streak`,
      values: [action, periodAt(rule, now).startsAt.toISOString(), streaks],
    })
    return new Map(rows.map((row) => [Number(text(row, 'streak')), Number(text(row, 'subjects'))]))
  })
}

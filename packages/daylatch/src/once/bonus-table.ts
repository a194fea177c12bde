import type { Database, Row } from '../drivers/database.ts'
import { ask } from '../drivers/trouble.ts'
import { badOption, DaylatchError } from '../errors.ts'
import { assertName, assertText, assertWholeNumber } from '../options.ts'
import { epochMs, text, toDate } from './claim-record.ts'

/** What a streak of exactly `streak` periods adds to the reward. */
export interface BonusStep {
  readonly streak: number
  readonly amount: number
}

/** A version of an action's bonus table. Versions are added and never changed; the highest is the active one. */
export interface BonusTable {
  readonly version: number
  readonly activatedAt: Date
  readonly actor: string
  readonly reason: string
  /** By streak. Empty: no bonus is paid. */
  readonly steps: readonly BonusStep[]
}

export interface ActivateBonusTableOptions {
  /** Who does it. */
  readonly actor: string
  /** Why: whoever reads the versions later has nothing else to go by. */
  readonly reason: string
  /** Version that must be the active one, 0 for none: what the preview was made against. */
  readonly expectedVersion?: number
}

/** `outdated`: another version had been activated before, and nothing was written. */
export type ActivateBonusTableResult =
  | { readonly status: 'activated'; readonly table: BonusTable }
  | { readonly status: 'outdated'; readonly active: BonusTable | null }

const STEP_LIMIT = 1000
const TRIES = 10

const activeStatement = {
  name: 'daylatch_active_bonus_table',
  text: `
select b.version, ${epochMs('b.activated_at')} as activated_at, b.actor, b.reason, s.streak, s.amount
from (
    select b.* from daylatch.bonus_table b where b.action = $1 order by b.version desc limit 1
  ) b
  left join daylatch.bonus_step s on s.action = b.action and s.version = b.version
order by s.streak`,
}

// Of two at once the second waits for the first, and then its number is taken.
const activateStatement = {
  name: 'daylatch_activate_bonus_table',
  text: `
with active as (
  select coalesce(max(b.version), 0) as version from daylatch.bonus_table b where b.action = $1
),
added as (
  insert into daylatch.bonus_table (action, version, activated_at, actor, reason)
  select $1, active.version + 1, daylatch.clock(), $2, $3
  from active where $4::integer is null or active.version = $4::integer
  on conflict (action, version) do nothing
  returning version, activated_at
),
stepped as (
  insert into daylatch.bonus_step (action, version, streak, amount)
  select $1, added.version, s.streak, s.amount
  from added cross join unnest($5::integer[], $6::bigint[]) as s (streak, amount)
)
select added.version, ${epochMs('added.activated_at')} as activated_at from added`,
}

/**
 * The bonus table by which claims of the action are paid now; `null` before the first activation.
 *
 * @throws {DaylatchError} BAD_OPTION
 */
export async function activeBonusTable(db: Database, action: string): Promise<BonusTable | null> {
  assertName('action', action)
  const { rows } = await ask(
    db,
    async (session) => await session.query({ ...activeStatement, values: [action] }),
  )
  return toTable(rows)
}

/**
 * Adds a version of the bonus table and makes it the active one. Claims from then on are paid by it; what was paid stays
 * as it is, and a streak that is past a new step is not paid for it.
 *
 * @throws {DaylatchError} BAD_OPTION
 */
export async function activateBonusTable(
  db: Database,
  action: string,
  steps: readonly BonusStep[],
  options: ActivateBonusTableOptions,
): Promise<ActivateBonusTableResult> {
  const { actor, reason, expectedVersion } = options
  assertName('action', action)
  assertSteps(steps)
  assertName('actor', actor)
  assertText('reason', reason)
  if (expectedVersion !== undefined) assertWholeNumber('expectedVersion', expectedVersion, 0, 2_147_483_646)
  const sorted = steps.toSorted((one, other) => one.streak - other.streak)
  const columns = [sorted.map((step) => step.streak), sorted.map((step) => step.amount)]
  const values = [action, actor, reason, expectedVersion ?? null, ...columns]
  for (let tried = 0; tried < TRIES; tried += 1) {
    const { rows } = await ask(db, async (session) => await session.query({ ...activateStatement, values }))
    const [row] = rows
    if (row !== undefined) {
      const version = Number(text(row, 'version'))
      const activatedAt = toDate(row, 'activated_at')
      return { status: 'activated', table: { version, activatedAt, actor, reason, steps: sorted } }
    }
    if (expectedVersion !== undefined)
      return { status: 'outdated', active: await activeBonusTable(db, action) }
  }
  throw new DaylatchError(
    'SERIALIZATION',
    'Other versions were activated at the same time, repeatedly. Try again.',
  )
}

/** @throws {DaylatchError} BAD_OPTION */
export function assertSteps(steps: readonly BonusStep[]): void {
  if (!Array.isArray(steps) || steps.length > STEP_LIMIT)
    throw badOption('steps', `a list of up to ${STEP_LIMIT} steps`, steps)
  const seen = new Set<number>()
  for (const [index, { streak, amount }] of steps.entries()) {
    assertWholeNumber(`steps[${index}].streak`, streak, 1, 1_000_000)
    assertWholeNumber(`steps[${index}].amount`, amount, 1, 1_000_000_000)
    if (seen.has(streak)) throw badOption(`steps[${index}].streak`, 'a streak that no other step has', streak)
    seen.add(streak)
  }
}

function toTable(rows: readonly Row[]): BonusTable | null {
  const [first] = rows
  if (first === undefined) return null
  return {
    version: Number(text(first, 'version')),
    activatedAt: toDate(first, 'activated_at'),
    actor: text(first, 'actor'),
    reason: text(first, 'reason'),
    steps: rows
      .filter((row) => row['streak'] != null)
      .map((row) => ({ streak: Number(text(row, 'streak')), amount: Number(text(row, 'amount')) })),
  }
}

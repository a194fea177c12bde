import { sqlStateOf } from '../dialect/postgres.ts'
import type { Database } from '../drivers/database.ts'
import { ask } from '../drivers/trouble.ts'
import { changeBetween, DAY, offsetAt as runtimeOffsetAt } from '../period/zone-clock.ts'
import { epochMs, toNumber } from '../rows.ts'

/** Whether this runtime and the database agree on a zone's offsets from UTC. */
export type ZoneComparison =
  | { readonly zone: string; readonly verdict: 'same'; readonly from: Date; readonly to: Date }
  | { readonly zone: string; readonly verdict: 'unknown' }
  | {
      readonly zone: string
      readonly verdict: 'different'
      /** The first instant, to a quarter of an hour, at which they differ. */
      readonly at: Date
      readonly databaseSeconds: number
      readonly runtimeSeconds: number
    }

/** An offset from UTC that holds from an instant on. */
interface Step {
  readonly at: number
  readonly seconds: number
}

const QUARTER_MS = 900_000
const YEAR_MS = 365.25 * 86_400_000

/**
 * Compares a zone's offsets at every quarter of an hour from a year before `around` to two years after.
 *
 * Periods are computed by the runtime alone; SQL that names a zone goes by the database's copy of the same data. Each
 * has a release of its own.
 *
 * @throws {DaylatchError} CONNECTION_LOST, DATABASE
 */
export async function compareZone(
  db: Database,
  zone: string,
  around: Date = new Date(),
): Promise<ZoneComparison> {
  const from = Math.floor((around.getTime() - YEAR_MS) / QUARTER_MS) * QUARTER_MS
  const to = from + Math.ceil((3 * YEAR_MS) / QUARTER_MS) * QUARTER_MS
  const database = await databaseSteps(db, zone, from, to)
  if (database === undefined) return { zone, verdict: 'unknown' }
  const runtime = runtimeSteps(zone, from, to)
  const difference = firstDifference(database, runtime)
  if (difference === undefined) return { zone, verdict: 'same', from: new Date(from), to: new Date(to) }
  return { zone, verdict: 'different', ...difference }
}

/** @returns `undefined` when the database does not know the zone */
async function databaseSteps(
  db: Database,
  zone: string,
  from: number,
  to: number,
): Promise<readonly Step[] | undefined> {
  const text = `
    with offsets as (
      select at, (extract(epoch from at at time zone $1) - extract(epoch from at))::bigint as seconds
      from generate_series($2::timestamptz, $3::timestamptz, interval '15 minutes') as at
    ),
    steps as (select at, seconds, lag(seconds) over (order by at) as before from offsets)
    select ${epochMs('at')} as at, seconds from steps where before is distinct from seconds order by at`
  const values = [zone, new Date(from).toISOString(), new Date(to).toISOString()]
  const rows = await ask(db, async (session) => {
    try {
      return (await session.query({ text, values })).rows
    } catch (error) {
      // 22023, invalid_parameter_value: the zone is not in the database's copy.
      if (sqlStateOf(error) === '22023') return undefined
      throw error
    }
  })
  return rows?.map((row) => ({ at: toNumber(row, 'at'), seconds: toNumber(row, 'seconds') }))
}

/** The same of the runtime, put to the first quarter of an hour at which a change can be seen. */
function runtimeSteps(zone: string, from: number, to: number): readonly Step[] {
  const steps: Step[] = [{ at: from, seconds: runtimeOffsetAt(zone, from) / 1000 }]
  for (let day = from; day < to; day += DAY) {
    const next = Math.min(day + DAY, to)
    if (runtimeOffsetAt(zone, next) === runtimeOffsetAt(zone, day)) continue
    const change = changeBetween(zone, day, next)
    const at = Math.ceil(change / QUARTER_MS) * QUARTER_MS
    steps.push({ at, seconds: runtimeOffsetAt(zone, change) / 1000 })
  }
  return steps
}

function firstDifference(
  database: readonly Step[],
  runtime: readonly Step[],
): { at: Date; databaseSeconds: number; runtimeSeconds: number } | undefined {
  const instants = [...database, ...runtime].map((step) => step.at).toSorted((a, b) => a - b)
  for (const at of instants) {
    const databaseSeconds = offsetAt(database, at)
    const runtimeSeconds = offsetAt(runtime, at)
    if (databaseSeconds !== runtimeSeconds) return { at: new Date(at), databaseSeconds, runtimeSeconds }
  }
  return undefined
}

function offsetAt(steps: readonly Step[], at: number): number {
  return steps.findLast((step) => step.at <= at)?.seconds ?? Number.NaN
}

import { atomically } from '../../drivers/atomically.ts'
import type { Session } from '../../drivers/database.ts'
import { text, toNumber } from '../../rows.ts'
import { TAKE_TIMEOUT_MS } from './take.ts'
import { callUnknown } from './expire.ts'
import type { GatewayPlan } from './gateway-plan.ts'
import { MarkerWriter, parseMarker, type Remembered } from './marker.ts'
import type { Context } from './options.ts'

/**
 * What has to be so before the first message leaves: every gateway has its row, and the database is the one that was
 * left. If it is older than the application remembers, or has gone on from a copy, all gateways are paused, and
 * whatever was with a gateway counts as unknown.
 *
 * @returns who remembers the attempts from now on
 */
export async function prepare(
  context: Context,
  plans: ReadonlyMap<string, GatewayPlan>,
): Promise<MarkerWriter | undefined> {
  const { db, options } = context
  const { marker } = options
  const remembered = parseMarker(await marker?.read())
  const found = await atomically(db, { lockTimeoutMs: TAKE_TIMEOUT_MS }, async (session) => {
    await makeRows(session, [...plans.keys()])
    const timeline = await timelineOf(session)
    const standing = await lockGateways(session)
    const reason = restoredBecause(remembered, timeline, standing)
    if (reason === undefined) return { timeline, attempts: standing }
    await pauseAll(session, reason, remembered)
    while ((await callUnknown(session, plans, 'all', 'restored')) > 0);
    return { timeline, attempts: await lockGateways(session) }
  })
  if (marker === undefined) return undefined
  const writer = new MarkerWriter(marker, found.timeline, found.attempts)
  await writer.write()
  return writer
}

/** @returns why this database cannot be the one that was left, in words for whoever runs the site */
export function restoredBecause(
  remembered: Remembered,
  timeline: string | null,
  standing: ReadonlyMap<string, number>,
): string | undefined {
  const other = remembered.timelines.find((known) => timeline !== null && known !== timeline)
  if (other !== undefined) {
    return `The database has gone on from a backup or a standby: its timeline is ${timeline}, and was ${other}. Messages may have left that it does not know of. Compare with the gateway, then resume.`
  }
  for (const [name, attempts] of remembered.attempts) {
    const now = standing.get(name) ?? 0
    if (now < attempts) {
      return `The database is older than the last message that left: it knows of ${now} attempts at ${name}, and there were ${attempts}. Compare with the gateway, then resume.`
    }
  }
  return undefined
}

async function makeRows(session: Session, names: readonly string[]): Promise<void> {
  await session.query({
    text: `
insert into daylatch.gateway (gateway, filled_at)
select name, daylatch.clock() from unnest($1::text[]) as n (name) order by name collate "C"
on conflict (gateway) do nothing`,
    values: [names],
  })
}

/** The first eight digits of a WAL file's name; a promoted standby and a restored backup have another. */
async function timelineOf(session: Session): Promise<string | null> {
  const { rows } = await session.query({
    text: 'select substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8) as timeline',
  })
  return rows[0]?.['timeline'] ?? null
}

async function lockGateways(session: Session): Promise<ReadonlyMap<string, number>> {
  const { rows } = await session.query({
    text: 'select gateway, attempts from daylatch.gateway order by gateway for no key update',
  })
  return new Map(rows.map((row) => [text(row, 'gateway'), toNumber(row, 'attempts')]))
}

/** The count of attempts goes on from the highest that is remembered, so that the same restore is seen once. */
async function pauseAll(session: Session, reason: string, { attempts }: Remembered): Promise<void> {
  await session.query({
    text: `
with remembered as (
  select r.gateway, r.attempts from unnest($2::text[], $3::bigint[]) as r (gateway, attempts)
)
insert into daylatch.gateway as g (gateway, attempts, filled_at, paused_at, paused_by, paused_reason)
select name, coalesce(r.attempts, 0), c.at, c.at, 'dispatcher', $1
from (select daylatch.clock() as at) c
  cross join (select gateway from daylatch.gateway union select gateway from remembered) as n (name)
  left join remembered r on r.gateway = n.name
order by name collate "C"
on conflict (gateway) do update
  set attempts = greatest(g.attempts, excluded.attempts), paused_at = coalesce(g.paused_at, excluded.paused_at),
    paused_by = case when g.paused_at is null then excluded.paused_by else g.paused_by end,
    paused_reason = case when g.paused_at is null then excluded.paused_reason else g.paused_reason end`,
    values: [reason, [...attempts.keys()], [...attempts.values()]],
  })
}

import { type Database, type Row, type Session, useSession, withSession } from '../drivers/database.ts'
import { type ClaimRecord, text, toClaimRecord } from './claim-record.ts'
import type { ClaimRequest } from './claim-request.ts'
import { connectOrUnavailable } from './trouble.ts'
import { claimOfPeriod, claimsById } from './statements.ts'

/** How long a look-up may take before its connection is given up: as long as a standby may be waited for. */
const LOOK_UP_TIMEOUT_MS = 10_000

/**
 * Settles the requests whose earlier attempt turns out to be committed, and gives back the others.
 *
 * "Not there" is no proof of failure: the old transaction may still be on its way. The next attempt waits for it at
 * the latch and then finds a record with one of its own ids.
 *
 * For a commit that did not wait for its standby, the look-up itself commits a WAL record that comes after it, and
 * so returns only when the standby has both.
 */
export async function settleCommitted(
  db: Database,
  requests: readonly ClaimRequest[],
): Promise<readonly ClaimRequest[]> {
  const asked = requests.flatMap((request) => request.ids.map((id) => ({ id, request })))
  const values = [asked.map(({ request }) => request.subject), asked.map(({ id }) => id)]
  const withStandby = requests.some((request) => request.doubtful)
  const found = await useSession(
    await connectOrUnavailable(db),
    async (session) => await readClaims(session, values, withStandby),
    LOOK_UP_TIMEOUT_MS,
  )
  const records = new Map(found.map((row) => [text(row, 'claim_id'), toClaimRecord(row)]))
  return requests.filter((request) => {
    const record = request.ids.map((id) => records.get(id)).find((own) => own !== undefined)
    if (record !== undefined) request.settle(record)
    return record === undefined
  })
}

async function readClaims(
  session: Session,
  values: readonly unknown[],
  withStandby: boolean,
): Promise<readonly Row[]> {
  if (!withStandby) return (await session.query({ ...claimsById, values })).rows
  await session.query({ text: 'begin isolation level read committed' })
  await session.query({ text: `select pg_catalog.pg_logical_emit_message(true, 'daylatch', '')` })
  const { rows } = await session.query({ ...claimsById, values })
  await session.query({ text: 'commit' })
  if (session.warnings.length > 0) throw new Error('The standby did not confirm the look-up either')
  return rows
}

/** The claim that the backstop found in the way, for a subject whose latch did not show it. */
export async function findClaimOfPeriod(
  db: Database,
  action: string,
  subject: string,
  keys: readonly string[],
): Promise<ClaimRecord | undefined> {
  const { rows } = await withSession(
    db,
    async (session) => await session.query({ ...claimOfPeriod, values: [action, subject, keys] }),
  )
  return rows[0] === undefined ? undefined : toClaimRecord(rows[0])
}

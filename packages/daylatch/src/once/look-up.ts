import { type Database, type Row, type Session, useSession } from '../drivers/database.ts'
import { asFailure, ask, connectOrUnavailable } from '../drivers/trouble.ts'
import { type ClaimRecord, text, toClaimRecord } from './claim-record.ts'
import type { ClaimRequest } from './claim-request.ts'
import type { PeriodOffer } from './period-offer.ts'
import { claimsById, standingClaim } from './statements.ts'

/** How long a look-up may take before its connection is given up: as long as a standby may be waited for. */
const LOOK_UP_TIMEOUT_MS = 8000

/**
 * Settles the requests whose earlier attempt turns out to be committed, and gives back the others.
 *
 * "Not there" is no proof of failure: the old transaction may still be on its way. The next attempt waits for it at
 * the latch and then finds a record with one of its own ids.
 *
 * What is found may be on this disk only, where a synchronous standby is configured and the commit did not wait for it
 * to the end. So the look-up commits a WAL record that comes after it, and returns when the standby has both.
 */
export async function settleCommitted(
  db: Database,
  requests: readonly ClaimRequest[],
): Promise<readonly ClaimRequest[]> {
  const asked = requests.flatMap((request) => request.ids.map((id) => ({ id, request })))
  const values = [asked.map(({ request }) => request.subject), asked.map(({ id }) => id)]
  const found = await useSession(
    await connectOrUnavailable(db),
    async (session) => await readClaims(session, values),
    LOOK_UP_TIMEOUT_MS,
  )
  const records = new Map(found.map((row) => [text(row, 'claim_id'), toClaimRecord(row)]))
  return requests.filter((request) => {
    const record = request.ids.map((id) => records.get(id)).find((own) => own !== undefined)
    if (record !== undefined) request.settle(record)
    return record === undefined
  })
}

/** What a claim is found by. */
export interface ClaimName {
  readonly subject: string
  readonly id: string
}

/**
 * Which of these claims is committed, if one is, and safe on a standby where there is one.
 *
 * @throws {DaylatchError}
 */
export async function findCommitted(db: Database, claims: readonly ClaimName[]): Promise<string | undefined> {
  try {
    const [row] = await useSession(
      await connectOrUnavailable(db),
      async (session) =>
        await readClaims(session, [claims.map(({ subject }) => subject), claims.map(({ id }) => id)]),
      LOOK_UP_TIMEOUT_MS,
    )
    return row === undefined ? undefined : text(row, 'claim_id')
  } catch (error) {
    throw asFailure(error)
  }
}

async function readClaims(session: Session, values: readonly unknown[]): Promise<readonly Row[]> {
  await session.query({ text: 'begin isolation level read committed' })
  const { rows } = await session.query({ ...claimsById, values })
  await session.query({ text: `select pg_catalog.pg_logical_emit_message(true, 'daylatch', '')` })
  await session.query({ text: 'commit' })
  if (session.warnings.length > 0) throw new Error('The standby did not confirm the look-up either')
  return rows
}

/** The claim that closes the subject's slot although its latch did not show it. */
export async function findStandingClaim(
  db: Database,
  action: string,
  subject: string,
  offer: PeriodOffer,
): Promise<ClaimRecord | undefined> {
  const values = [action, subject, offer.keys, offer.starts, offer.ends]
  const { rows } = await ask(db, async (session) => await session.query({ ...standingClaim, values }))
  return rows[0] === undefined ? undefined : toClaimRecord(rows[0])
}

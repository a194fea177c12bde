import type { Pool, PoolClient } from 'pg'
import { inTransaction } from '../accounts/transaction.ts'
import { writeAudit } from '../audit/write-audit.ts'
import { Problem } from '../http/problem.ts'
import { CLIENT_COLUMNS, type ClientRow, type ClientView, unknownClient, viewOf } from './client-record.ts'
import { changeOptOut } from './opt-out.ts'
import { type PhoneNumber, readPhoneNumber } from './phone-number.ts'
import { chooseZone, type ZoneChoice } from './rules.ts'
import { findClient } from './store.ts'

/** What is to be changed; what is left out stays, whatever others make of it meanwhile. */
export interface ClientChange {
  readonly name?: string
  readonly number?: PhoneNumber
  /** `null`: nobody sets it any more, so it is the number's, or unknown. */
  readonly zone?: string | null
  readonly optedOut?: boolean
  /** The version that was seen. Given, the change is made to that one only. */
  readonly version?: number
}

export interface ChangedClient {
  readonly before: ClientView
  readonly after: ClientView
}

/**
 * Changes a client under the lock of his row, with an entry in the audit log where something is different afterwards.
 *
 * An opt-out is never taken back by accident: a page that was opened before it, and saves the whole form, would do that.
 * So `optedOut: false` beside other fields is refused without the `version` that was seen.
 *
 * @throws {Problem} 404 `unknown-client`, 409 `changed-meanwhile` with the client as he is
 */
export async function changeClient(
  pool: Pool,
  id: string,
  change: ClientChange,
  { actor, letGo }: ChangeOptions,
): Promise<ChangedClient & { readonly released: number }> {
  return await inTransaction(pool, async (tx) => {
    const row = await lockClient(tx, id)
    const before = viewOf(row)
    assertSeen(before, change)
    const fields = await changeFields(tx, row, change)
    if (change.optedOut !== undefined) {
      const { optedOut } = change
      if (await changeOptOut(tx, { clientId: id, optedOut, source: 'staff', actor })) fields.push('optedOut')
    }
    const after = fields.length === 0 ? before : await findClient(tx, id)
    if (fields.length > 0) {
      const detail = { fields, ...(fields.includes('optedOut') ? { optedOut: after.optedOut !== null } : {}) }
      await writeAudit(tx, { actor, action: 'client.changed', target: id, detail })
    }
    return { before, after, released: await letGo(tx, { before, after }) }
  })
}

export interface ChangeOptions {
  /** A member's id. */
  readonly actor: string
  /** Lets messages go that waited for what has changed, in the transaction of the change; says how many. */
  readonly letGo: (tx: PoolClient, changed: ChangedClient) => Promise<number>
}

async function lockClient(tx: PoolClient, id: string): Promise<ClientRow> {
  const { rows } = await tx.query<ClientRow>(
    `select ${CLIENT_COLUMNS} from site.client c where c.id = $1 for no key update`,
    [id],
  )
  const [row] = rows
  if (row === undefined) throw unknownClient()
  return row
}

function assertSeen(client: ClientView, change: ClientChange): void {
  const { version, optedOut, ...others } = change
  const isOther = version !== undefined && version !== client.version
  const isBlind = version === undefined && Object.values(others).some((value) => value !== undefined)
  if (!isOther && !(optedOut === false && client.optedOut !== null && isBlind)) return
  const detail =
    'The client has been changed since you looked. Nothing was done: look again, and decide anew.'
  throw new Problem(409, 'changed-meanwhile', detail, { extra: { client } })
}

/** @returns which fields are different now */
async function changeFields(tx: PoolClient, row: ClientRow, change: ClientChange): Promise<string[]> {
  const name = change.name ?? row.name
  const number = change.number?.number ?? row.number
  const { zone, zoneSource } = zoneAfter(row, change)
  const fields = [
    ...(name === row.name ? [] : ['name']),
    ...(number === row.number ? [] : ['number']),
    ...(zone === row.zone && zoneSource === row.zone_source ? [] : ['zone']),
  ]
  if (fields.length === 0) return fields
  await tx.query(
    `update site.client set name = $2, number = $3, zone = $4, zone_source = $5, version = version + 1 where id = $1`,
    [row.id, name, number, zone, zoneSource],
  )
  return fields
}

function zoneAfter(row: ClientRow, change: ClientChange): ZoneChoice {
  const set = change.zone === undefined ? (row.zone_source === 'set' ? row.zone : null) : change.zone
  const isAsked = change.zone !== undefined || change.number !== undefined
  if (!isAsked) return { zone: row.zone, zoneSource: row.zone_source }
  const ofNumber = change.number ?? readPhoneNumber(row.number)
  return chooseZone(set, ofNumber?.zone ?? null)
}

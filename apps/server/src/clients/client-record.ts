import { Problem } from '../http/problem.ts'
import type { OptOutSource, ZoneSource } from './rules.ts'

/** A client as the API shows it. */
export interface ClientView {
  readonly id: string
  readonly name: string
  readonly number: string
  readonly zone: string | null
  readonly zoneSource: ZoneSource | null
  readonly optedOut: { readonly at: string; readonly source: OptOutSource } | null
  readonly createdAt: string
  readonly version: number
}

export interface ClientRow {
  readonly id: string
  readonly seq: string
  readonly name: string
  readonly number: string
  readonly zone: string | null
  readonly zone_source: ZoneSource | null
  readonly opted_out_at: Date | null
  readonly opted_out_source: OptOutSource | null
  readonly version: number
  readonly created_at: Date
}

export const CLIENT_COLUMNS =
  'c.id, c.seq, c.name, c.number, c.zone, c.zone_source, c.opted_out_at, c.opted_out_source, c.version, c.created_at'

export function viewOf(row: ClientRow): ClientView {
  const { id, name, number, zone, zone_source: zoneSource, version } = row
  const [at, source] = [row.opted_out_at, row.opted_out_source]
  return {
    id,
    name,
    number,
    zone,
    zoneSource,
    optedOut: at === null || source === null ? null : { at: at.toISOString(), source },
    createdAt: row.created_at.toISOString(),
    version,
  }
}

export function unknownClient(): Problem {
  return new Problem(404, 'unknown-client', 'There is no client with this id.')
}

import type { Pool, PoolClient } from 'pg'
import { inTransaction } from '../../accounts/transaction.ts'
import { writeAudit } from '../../audit/write-audit.ts'
import { sameClientKey } from '../rules.ts'
import type { ImportRow, ReadRows } from './read-rows.ts'
import type { RowError } from './row-errors.ts'

/** A row that is not imported because its client is there already: name and number are the same. */
export interface DuplicateRow {
  readonly row: number
  /** Where the same client is: in an earlier row, or among the clients of the site. */
  readonly of: 'file' | 'clients'
  readonly sameAsRow: number | null
}

export interface ImportReport {
  readonly rows: number
  /** Rows that are imported, or would be. */
  readonly ready: number
  readonly errors: readonly RowError[]
  readonly duplicates: readonly DuplicateRow[]
  /** Rows among the ready ones whose number others have too. Allowed: they take one another's slots. */
  readonly shared: number
  readonly ignoredColumns: readonly string[]
  readonly imported: number
}

const ROWS_PER_STATEMENT = 5000

/**
 * Imports rows that were read, all or none of them, in one transaction with its entry in the audit log.
 *
 * Whatever is a client already is reported and left as it is, so a file that is imported twice makes nobody twice. Two
 * imports at once run one after the other for that reason. With any mistake in the file, and for a dry run, the report
 * alone is made.
 */
export async function importClients(
  pool: Pool,
  read: ReadRows,
  { actor, dryRun }: { readonly actor: string; readonly dryRun: boolean },
): Promise<ImportReport> {
  return await inTransaction(pool, async (tx) => {
    const isReal = !dryRun && read.errors.length === 0
    if (isReal) await tx.query(`select pg_advisory_xact_lock(hashtextextended('site.client import', 0))`)
    const { ready, report } = await compare(tx, read)
    if (!isReal) return report
    for (let at = 0; at < ready.length; at += ROWS_PER_STATEMENT) {
      // The last rows first, so that the list, which begins with the newest, has them in the order of the file.
      const end = ready.length - at
      await insert(tx, ready.slice(Math.max(0, end - ROWS_PER_STATEMENT), end), actor)
    }
    const detail = { rows: report.rows, imported: ready.length, duplicates: report.duplicates.length }
    if (ready.length > 0) await writeAudit(tx, { actor, action: 'clients.imported', target: null, detail })
    return { ...report, imported: ready.length }
  })
}

async function compare(
  tx: PoolClient,
  read: ReadRows,
): Promise<{ readonly ready: readonly ImportRow[]; readonly report: ImportReport }> {
  const known = await clientsWithNumbers(tx, [...new Set(read.rows.map(({ number }) => number))])
  const firstRows = new Map<string, number>()
  const holders = new Map(known.numbers)
  const ready: ImportRow[] = []
  const duplicates: DuplicateRow[] = []
  for (const one of read.rows) {
    const sameAsRow = firstRows.get(one.key) ?? null
    if (known.keys.has(one.key)) duplicates.push({ row: one.row, of: 'clients', sameAsRow: null })
    else if (sameAsRow !== null) duplicates.push({ row: one.row, of: 'file', sameAsRow })
    else {
      firstRows.set(one.key, one.row)
      holders.set(one.number, (holders.get(one.number) ?? 0) + 1)
      ready.push(one)
    }
  }
  const report = {
    rows: read.count,
    ready: ready.length,
    errors: read.errors,
    duplicates,
    shared: ready.filter(({ number }) => (holders.get(number) ?? 0) > 1).length,
    ignoredColumns: read.ignoredColumns,
    imported: 0,
  }
  return { ready, report }
}

interface KnownClients {
  readonly keys: ReadonlySet<string>
  readonly numbers: ReadonlyMap<string, number>
}

async function clientsWithNumbers(tx: PoolClient, wanted: readonly string[]): Promise<KnownClients> {
  const keys = new Set<string>()
  const numbers = new Map<string, number>()
  for (let at = 0; at < wanted.length; at += ROWS_PER_STATEMENT) {
    const { rows } = await tx.query<{ name: string; number: string }>(
      'select name, number from site.client where number = any($1::text[])',
      [wanted.slice(at, at + ROWS_PER_STATEMENT)],
    )
    for (const { name, number } of rows) {
      keys.add(sameClientKey(name, number))
      numbers.set(number, (numbers.get(number) ?? 0) + 1)
    }
  }
  return { keys, numbers }
}

async function insert(tx: PoolClient, rows: readonly ImportRow[], actor: string): Promise<void> {
  await tx.query(
    `with made as (
       insert into site.client
         (name, number, zone, zone_source, opted_out_at, opted_out_source, created_at)
       select name, number, zone, zone_source, case when opted_out then clock.now end,
         case when opted_out then 'import' end, clock.now
       from (select daylatch.clock() as now) as clock
         cross join unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::boolean[]) with ordinality
           as t (name, number, zone, zone_source, opted_out, position)
       order by position desc
       returning id, opted_out_at)
     insert into site.client_opt_out (client_id, seq, opted_out, source, actor, at)
     select id, 1, true, 'import', $6, opted_out_at from made where opted_out_at is not null`,
    [
      rows.map((row) => row.name),
      rows.map((row) => row.number),
      rows.map((row) => row.zone),
      rows.map((row) => row.zoneSource),
      rows.map((row) => row.optedOut),
      actor,
    ],
  )
}

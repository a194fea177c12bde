import type { Client } from 'pg'
import { readSequences, readTables, shadowSchema } from './tables.ts'
import type { Table } from './tables.ts'

/** Puts tables and sequences back to what they were when the shadow was made. */
export interface Shadow {
  /** Restores everything, in one message. */
  restore(): Promise<void>
  /** A digest of each column, whatever the order of the rows. */
  fingerprint(): Promise<Readonly<Record<string, string>>>
}

/**
 * Copies all tables into a schema of the lab's own. The client must be one whose session is the lab's alone: it switches
 * off triggers and foreign keys for its own statements, so that rows go back in any order and fire nothing.
 */
export async function makeShadow(client: Client): Promise<Shadow> {
  const tables = await readTables(client)
  const copies = tables.map(
    ({ oid, name, columns }) =>
      `create unlogged table ${shadowSchema}.t${oid} as select ${columns} from ${name};`,
  )
  await client.query(`create schema ${shadowSchema}; ${copies.join(' ')}`)
  await client.query('set session_replication_role = replica')
  const sequences = await readSequences(client)
  const filled = await readFilled(client, tables)
  const text = [
    ...tables.map(({ name }) => `delete from ${name};`),
    ...tables.map(({ oid, name, columns }) =>
      filled.has(oid)
        ? `insert into ${name} (${columns}) overriding system value select ${columns} from ${shadowSchema}.t${oid};`
        : '',
    ),
    ...sequences.map(
      ({ name, value, isCalled }) => `select setval('${quoted(name)}', ${value}, ${isCalled});`,
    ),
  ].join('\n')
  return {
    restore: async () => {
      if (text !== '') await client.query(text)
    },
    fingerprint: () => fingerprint(client, tables),
  }
}

async function readFilled(client: Client, tables: readonly Table[]): Promise<ReadonlySet<number>> {
  const filled = new Set<number>()
  for (const { oid } of tables) {
    const { rows } = await client.query<{ some: boolean }>(
      `select exists (select from ${shadowSchema}.t${oid}) as some`,
    )
    if (rows[0]?.some === true) filled.add(oid)
  }
  return filled
}

async function fingerprint(
  client: Client,
  tables: readonly Table[],
): Promise<Readonly<Record<string, string>>> {
  const digests: Record<string, string> = {}
  for (const { name, columns } of tables) {
    const each = columns.split(', ').map((column) => {
      const text = `coalesce(${column}::text, E'\\\\N')`
      return `md5(coalesce(string_agg(${text}, ' ' order by ${text}), '')) as ${column}`
    })
    const { rows } = await client.query<Record<string, string>>(`select ${each.join(', ')} from ${name}`)
    for (const [column, digest] of Object.entries(rows[0] ?? {})) digests[`${name}.${column}`] = digest
  }
  return digests
}

function quoted(name: string): string {
  return name.replaceAll("'", "''")
}

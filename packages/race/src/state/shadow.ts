import { DatabaseError } from 'pg'
import { RaceError } from '../errors.ts'
import type { Session } from './session.ts'
import { hasHiddenWrites, readSequences, readTables, shadowSchema } from './tables.ts'
import type { Table } from './tables.ts'

/** Puts tables and sequences back to what they were when the shadow was made. */
export interface Shadow {
  /** Restores these, or everything, in one message. */
  restore(touched: ReadonlySet<number> | 'all'): Promise<void>
  /** A digest of each column, whatever the order of the rows. */
  fingerprint(): Promise<Readonly<Record<string, string>>>
}

/**
 * Switches off triggers and foreign keys for the lab's own session, so that rows go back in any order and fire nothing.
 *
 * @throws RaceError `BAD_OPTION` where the role may not
 */
export async function switchOffTriggers(session: Session): Promise<void> {
  try {
    await session.query('set session_replication_role = replica')
  } catch (error) {
    if (!(error instanceof DatabaseError) || error.code !== '42501') throw error
    throw new RaceError(
      'BAD_OPTION',
      'Expected `database` to be the address of a superuser, who puts rows back past foreign keys, got a role that may not. Or give `reset`: a function of your own, or `false`.',
      { cause: error },
    )
  }
}

/** Copies all tables into a schema of the lab's own. What restores them is to be a session of `switchOffTriggers`. */
export async function makeShadow(session: Session): Promise<Shadow> {
  const tables = await readTables(session)
  const sequences = await readSequences(session)
  const copies = tables.map(
    ({ oid, name, columns }) =>
      `create unlogged table ${shadowSchema}.t${oid} as select ${columns} from ${name};`,
  )
  await session.query(`create schema ${shadowSchema}; ${copies.join(' ')}`)
  const filled = await readFilled(session, tables)
  // What a trigger or a function may change on its way cannot be read off one execution.
  const isAlwaysAll = await hasHiddenWrites(session)
  const textFor = (touched: ReadonlySet<number> | 'all'): string => {
    const isTouched = ({ oid }: { readonly oid: number }): boolean => touched === 'all' || touched.has(oid)
    const changed = tables.filter(isTouched)
    return [
      ...changed.map(({ name }) => `delete from ${name};`),
      ...changed
        .filter(({ oid }) => filled.has(oid))
        .map(
          ({ oid, name, columns }) =>
            `insert into ${name} (${columns}) overriding system value select ${columns} from ${shadowSchema}.t${oid};`,
        ),
      ...sequences
        .filter(isTouched)
        .map(({ name, value, isCalled }) => `select setval('${quoted(name)}', ${value}, ${isCalled});`),
    ].join('\n')
  }
  const everything = textFor('all')
  let some = { size: -1, text: '' }
  return {
    restore: async (touched) => {
      if (touched !== 'all' && touched.size !== some.size)
        some = { size: touched.size, text: textFor(touched) }
      const text = touched === 'all' || isAlwaysAll ? everything : some.text
      if (text !== '') await session.query(text)
    },
    fingerprint: () => fingerprint(session, tables),
  }
}

async function readFilled(session: Session, tables: readonly Table[]): Promise<ReadonlySet<number>> {
  const filled = new Set<number>()
  for (const { oid } of tables) {
    const rows = await session.query<{ some: boolean }>(
      `select exists (select from ${shadowSchema}.t${oid}) as some`,
    )
    if (rows[0]?.some === true) filled.add(oid)
  }
  return filled
}

async function fingerprint(
  session: Session,
  tables: readonly Table[],
): Promise<Readonly<Record<string, string>>> {
  const digests: Record<string, string> = {}
  for (const { name, columns } of tables) {
    const each = columns.split(', ').map((column) => {
      const text = `coalesce(${column}::text, E'\\\\N')`
      return `md5(coalesce(string_agg(${text}, ' ' order by ${text}), '')) as ${column}`
    })
    const [row = {}] = await session.query<Record<string, string>>(`select ${each.join(', ')} from ${name}`)
    for (const [column, digest] of Object.entries(row)) digests[`${name}.${column}`] = digest
  }
  return digests
}

function quoted(name: string): string {
  return name.replaceAll("'", "''")
}

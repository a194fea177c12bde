import type { Session } from './session.ts'

/** The schema of the lab's own, in the lab's own database. */
export const shadowSchema = 'daylatch_race'

const userSchemas = `n.nspname not in ('pg_catalog', 'information_schema', '${shadowSchema}') and n.nspname not like 'pg\\_%'`

export interface Table {
  readonly oid: number
  /** Quoted, with its schema. */
  readonly name: string
  /** Quoted, without those that the server generates. */
  readonly columns: string
}

export interface Sequence {
  readonly oid: number
  readonly name: string
  readonly value: string
  readonly isCalled: boolean
}

/** All tables that hold rows themselves, partitions among them. */
export async function readTables(session: Session): Promise<readonly Table[]> {
  const rows = await session.query<Table>(
    `select c.oid::int as oid, format('%I.%I', n.nspname, c.relname) as name,
       coalesce((select string_agg(quote_ident(a.attname), ', ' order by a.attnum) from pg_attribute a
         where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''), '') as columns
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind = 'r' and c.relpersistence <> 't' and ${userSchemas} order by c.oid`,
  )
  return rows.filter(({ columns }) => columns !== '')
}

export async function readSequences(session: Session): Promise<readonly Sequence[]> {
  const rows = await session.query<{ oid: number; name: string }>(
    `select c.oid::int as oid, format('%I.%I', n.nspname, c.relname) as name
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind = 'S' and ${userSchemas} order by c.oid`,
  )
  const sequences: Sequence[] = []
  for (const { oid, name } of rows) {
    const state = await session.query<{ value: string; called: boolean }>(
      `select last_value::text as value, is_called as called from ${name}`,
    )
    const [{ value, called } = { value: '1', called: false }] = state
    sequences.push({ oid, name, value, isCalled: called })
  }
  return sequences
}

/** Whether a statement may change tables that it does not name: triggers, rules, functions of the application's own. */
export async function hasHiddenWrites(session: Session): Promise<boolean> {
  const [row] = await session.query<{ some: boolean }>(
    `select exists (select from pg_trigger where not tgisinternal)
       or exists (select from pg_rewrite r join pg_class c on c.oid = r.ev_class join pg_namespace n on n.oid = c.relnamespace
         where r.rulename <> '_RETURN' and ${userSchemas})
       or exists (select from pg_proc p join pg_namespace n on n.oid = p.pronamespace where ${userSchemas}
         and p.provolatile = 'v' and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e'))
       as some`,
  )
  return row?.some === true
}

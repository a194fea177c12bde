/** What is known of a table beyond its name. */
export interface Relation {
  /** `public.member`; of a part of a partitioned or inherited table the name of the whole. */
  readonly name: string
  readonly kind: 'table' | 'view' | 'sequence' | 'foreign'
  /** Tables that a view is made of. */
  readonly madeOf: readonly string[]
  /** Tables that its foreign keys point to. */
  readonly references: readonly string[]
  /** Tables whose foreign keys point to it, and whether a change of it may change them. */
  readonly referencedBy: readonly { readonly name: string; readonly isCascading: boolean }[]
  /** Sequences that its columns take values from. */
  readonly sequences: readonly string[]
  /** Functions of the application may run when it is read: in policies, in a view. */
  readonly isOpaqueToRead: boolean
  /** The same when it is changed: triggers, rules, defaults, checks. */
  readonly isOpaqueToWrite: boolean
  /** Something of it is checked or done only at the COMMIT. */
  readonly isDeferred: boolean
}

/** What a database says about itself. */
export interface Catalog {
  /** All relations of this name outside of PostgreSQL's own schemas, in whatever schema. */
  relations(name: string): readonly Relation[]
  /** Whether every function of this name is PostgreSQL's own, and touches no table. */
  isHarmless(functionName: string): boolean
}

/** Whoever can be asked for rows. */
export interface Rows {
  query<Row extends object>(text: string): Promise<readonly Row[]>
}

/** Volatile ones that still touch nothing that another session could see. */
const volatileButHarmless = new Set(
  `random setseed clock_timestamp timeofday gen_random_uuid uuidv7 uuidv4 uuid_generate_v4 pg_sleep pg_sleep_for set_config
  pg_backend_pid random_normal`.split(/\s+/),
)

interface Row {
  name: string
  short: string
  kind: string
  madeOf: string[]
  references: string[]
  referencedBy: string[]
  cascadingTo: string[]
  sequences: string[]
  opaqueToRead: boolean
  opaqueToWrite: boolean
  deferred: boolean
}

/**
 * Reads what statements may touch beyond what they name.
 *
 * A function counts as the application's own where the catalog notes that something depends on it: on functions that
 * PostgreSQL brought along it notes nothing.
 */
export async function readCatalog(rows: Rows): Promise<Catalog> {
  const found = await rows.query<Row>(relations)
  const functions = await rows.query<{ name: string }>(
    `select proname as name from pg_proc p group by proname
     having bool_and(pronamespace = 'pg_catalog'::regnamespace
       and (provolatile <> 'v' or proname in (${[...volatileButHarmless].map((name) => `'${name}'`).join()})))`,
  )
  const harmless = new Set(functions.map(({ name }) => name))
  const wholes = new Map<string, Relation>()
  for (const row of found) wholes.set(row.name, together(wholes.get(row.name), relationOf(row)))
  const byName = new Map<string, Set<Relation>>()
  for (const { short, name } of found) {
    const whole = wholes.get(name)
    if (whole !== undefined) byName.set(short, (byName.get(short) ?? new Set()).add(whole))
  }
  return {
    relations: (name) => [...(byName.get(name) ?? [])],
    isHarmless: (name) => harmless.has(name) && !name.startsWith('query_to') && !name.startsWith('table_to'),
  }
}

function relationOf(row: Row): Relation {
  return {
    name: row.name,
    kind: row.kind === 'v' ? 'view' : row.kind === 'S' ? 'sequence' : row.kind === 'f' ? 'foreign' : 'table',
    madeOf: row.madeOf,
    references: row.references,
    referencedBy: row.referencedBy.map((name) => ({ name, isCascading: row.cascadingTo.includes(name) })),
    sequences: row.sequences,
    isOpaqueToRead: row.opaqueToRead,
    isOpaqueToWrite: row.opaqueToWrite,
    isDeferred: row.deferred,
  }
}

/** A whole of its parts: whatever holds of one of them. */
function together(one: Relation | undefined, other: Relation): Relation {
  if (one === undefined) return other
  return {
    name: one.name,
    kind: one.kind === other.kind ? one.kind : 'foreign',
    madeOf: [...one.madeOf, ...other.madeOf],
    references: [...one.references, ...other.references],
    referencedBy: [...one.referencedBy, ...other.referencedBy],
    sequences: [...one.sequences, ...other.sequences],
    isOpaqueToRead: one.isOpaqueToRead || other.isOpaqueToRead,
    isOpaqueToWrite: one.isOpaqueToWrite || other.isOpaqueToWrite,
    isDeferred: one.isDeferred || other.isDeferred,
  }
}

const relations = `with recursive root (oid, root) as (
    select oid, oid from pg_class c where not exists (select from pg_inherits i where i.inhrelid = c.oid)
    union all select i.inhrelid, r.root from pg_inherits i join root r on i.inhparent = r.oid
  ), named as (
    select c.oid, c.relname, c.relkind, c.relrowsecurity, min(n.nspname || '.' || w.relname) as name
    from pg_class c join root r on r.oid = c.oid join pg_class w on w.oid = r.root join pg_namespace n on n.oid = w.relnamespace
    where c.relkind in ('r', 'p', 'v', 'm', 'f', 'S') and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')
    group by c.oid, c.relname, c.relkind, c.relrowsecurity
  ), part as (
    select n.oid, d.objid, d.classid from named n join (
      select oid as objid, 'pg_attrdef'::regclass as classid, adrelid as of from pg_attrdef
      union all select oid, 'pg_constraint'::regclass, conrelid from pg_constraint
      union all select indexrelid, 'pg_class'::regclass, indrelid from pg_index
      union all select oid, 'pg_policy'::regclass, polrelid from pg_policy
      union all select oid, 'pg_rewrite'::regclass, ev_class from pg_rewrite
    ) d on d.of = n.oid
  ), own as (
    select p.oid, p.classid from part p join pg_depend d on d.classid = p.classid and d.objid = p.objid
    where d.refclassid = 'pg_proc'::regclass
  )
  select n.name, n.relname as short, n.relkind as kind,
    array(select distinct o.name from part p join pg_depend d on d.classid = p.classid and d.objid = p.objid
      join named o on o.oid = d.refobjid where n.relkind = 'v' and p.oid = n.oid and p.classid = 'pg_rewrite'::regclass
      and d.refclassid = 'pg_class'::regclass and o.oid <> n.oid) as "madeOf",
    array(select distinct o.name from pg_constraint f join named o on o.oid = f.confrelid
      where f.contype = 'f' and f.conrelid = n.oid) as "references",
    array(select distinct o.name from pg_constraint f join named o on o.oid = f.conrelid
      where f.contype = 'f' and f.confrelid = n.oid) as "referencedBy",
    array(select distinct o.name from pg_constraint f join named o on o.oid = f.conrelid
      where f.contype = 'f' and f.confrelid = n.oid and (f.confdeltype in ('c', 'n', 'd') or f.confupdtype in ('c', 'n', 'd')))
      as "cascadingTo",
    array(select distinct s.name from pg_depend d join named s on s.oid in (d.objid, d.refobjid) and s.relkind = 'S'
      where d.classid = 'pg_class'::regclass and d.objid = s.oid and d.refobjid = n.oid
        or d.classid = 'pg_attrdef'::regclass and d.refobjid = s.oid
          and d.objid in (select objid from part p where p.oid = n.oid)) as sequences,
    n.relrowsecurity or exists (select from own where own.oid = n.oid and own.classid = 'pg_rewrite'::regclass)
      as "opaqueToRead",
    exists (select from own where own.oid = n.oid)
      or exists (select from pg_trigger t where t.tgrelid = n.oid and not t.tgisinternal)
      or exists (select from pg_rewrite r where r.ev_class = n.oid and n.relkind <> 'v')
      as "opaqueToWrite",
    exists (select from pg_constraint k where k.conrelid = n.oid and k.condeferred)
      or exists (select from pg_trigger t where t.tgrelid = n.oid and t.tginitdeferred) as deferred
  from named n`

import type { Session } from './session.ts'

/** A lock that a transaction holds until it ends, or an advisory one that its session holds. */
export interface HeldLock {
  readonly kind: 'table' | 'sequence' | 'advisory'
  readonly oid: number
  /** `public.member`, unquoted; of an advisory lock its number. */
  readonly name: string
  /** As PostgreSQL calls it: `RowExclusiveLock`. */
  readonly mode: string
}

const statement = {
  name: 'locks',
  text: `select c.oid::int as oid, coalesce(n.nspname || '.' || c.relname, l.classid || ':' || l.objid) as name,
      case when l.locktype = 'advisory' then 'advisory' when c.relkind = 'S' then 'sequence' else 'table' end as kind, l.mode
    from pg_locks l left join pg_class c on c.oid = l.relation left join pg_namespace n on n.oid = c.relnamespace
    where l.pid = $1 and l.granted and (l.locktype = 'advisory'
      or c.relkind in ('r', 'p', 'S', 'm', 'f') and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast'))`,
}

/**
 * What the session with this process id has locked. In the middle of a transaction these are all tables that its statements
 * came to, those of triggers and foreign keys among them, whatever the text of the statements says.
 */
export async function locksOf(session: Session, pid: number): Promise<readonly HeldLock[]> {
  return await session.query<HeldLock>({ ...statement, values: [pid] })
}

const changing = /^(?:RowExclusive|ShareRowExclusive|Exclusive|AccessExclusive)Lock$/

/** Whether rows may have been changed under it. `FOR UPDATE` takes a weaker one. */
export function isChanging({ kind, mode }: HeldLock): boolean {
  return kind !== 'advisory' && changing.test(mode)
}

import type { Database } from '../drivers/database.ts'
import { ask } from '../drivers/trouble.ts'
import { isTrue, text, toNumber } from '../rows.ts'

/** What a database server says of itself, as far as Daylatch depends on it. */
export interface ServerFacts {
  /** Such as 180004 for 18.4. */
  readonly version: number
  readonly encoding: string
  readonly isStandby: boolean
  readonly durability: DurabilityFacts
  readonly connections: ConnectionFacts
}

export interface DurabilityFacts {
  readonly fsync: boolean
  readonly fullPageWrites: boolean
  /** `on`, `off`, `local`, `remote_write`, `remote_apply`: of a session such as this one. */
  readonly synchronousCommit: string
  /** The setting `synchronous_standby_names`; empty for none. */
  readonly standbyNames: string
  /** Standbys that count as synchronous now; `null` where this role may not see that. */
  readonly synchronousStandbys: number | null
}

export interface ConnectionFacts {
  /** What this role can have at most: of the server, of the database, of the role itself. */
  readonly limit: number
  readonly inUse: number
}

/** @throws {DaylatchError} CONNECTION_LOST, DATABASE */
export async function serverFacts(db: Database): Promise<ServerFacts> {
  const { rows } = await ask(db, async (session) => await session.query({ text: QUESTION }))
  const [row] = rows
  if (row === undefined) throw new TypeError('Expected one row')
  return {
    version: toNumber(row, 'version'),
    encoding: text(row, 'encoding'),
    isStandby: isTrue(row, 'is_standby'),
    durability: {
      fsync: text(row, 'fsync') !== 'off',
      fullPageWrites: text(row, 'full_page_writes') !== 'off',
      synchronousCommit: text(row, 'synchronous_commit'),
      standbyNames: text(row, 'standby_names'),
      synchronousStandbys: isTrue(row, 'sees_all') ? toNumber(row, 'standbys') : null,
    },
    connections: { limit: toNumber(row, 'most'), inUse: toNumber(row, 'in_use') },
  }
}

// A limit of -1 is none. What is reserved for superusers is not for an application, whoever it connects as. A standby's
// state is null for a role that may not see it.
const QUESTION = `
with me as (
  select r.rolconnlimit, d.datconnlimit, pg_has_role(current_user, 'pg_monitor', 'usage') or r.rolsuper as sees_all
  from pg_catalog.pg_roles r, pg_catalog.pg_database d
  where r.rolname = current_user and d.datname = current_database()
)
select current_setting('server_version_num') as version, current_setting('server_encoding') as encoding,
  pg_is_in_recovery() as is_standby, current_setting('fsync') as fsync,
  current_setting('full_page_writes') as full_page_writes, current_setting('synchronous_commit') as synchronous_commit,
  current_setting('synchronous_standby_names') as standby_names, me.sees_all,
  (select count(*) from pg_catalog.pg_stat_replication where sync_state in ('sync', 'quorum')) as standbys,
  least(current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
      - coalesce(current_setting('reserved_connections', true), '0')::int,
    case when me.datconnlimit >= 0 then me.datconnlimit end,
    case when me.rolconnlimit >= 0 then me.rolconnlimit end) as most,
  (select count(*) from pg_catalog.pg_stat_activity where backend_type = 'client backend') as in_use
from me`

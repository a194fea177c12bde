import type { Session } from '../drivers/database.ts'
import { badOption, DaylatchError } from '../errors.ts'
import { type Migration, readMigrations } from './files.ts'

export interface MigrateOptions {
  /**
   * Schema whose tables the files make, and in which their record `migration` is kept.
   * @default 'daylatch'
   */
  readonly schema?: string
  /**
   * Folder of `0001_words.sql`, `0002_…`; must end with `/`. An application can have its own.
   * @default Daylatch's own files
   */
  readonly folder?: URL
}

/** Something that a migration runs: the record of what has run (version 0), or a file and its line in that record. */
export interface PlannedMigration {
  readonly version: number
  readonly name: string
  /** The SQL as it is sent, without the transaction around all that is due. */
  readonly text: string
}

const OWN_FILES = new URL('../../sql/postgres/', import.meta.url)

/** The schema's name and its files. @throws {DaylatchError} BAD_OPTION */
export async function readOptions(
  options: MigrateOptions,
): Promise<{ readonly schema: string; readonly migrations: readonly Migration[] }> {
  const { schema = 'daylatch', folder = OWN_FILES } = options
  if (!/^[a-z][a-z0-9_]{0,40}$/.test(schema)) throw badOption('schema', 'a plain lower-case name', schema)
  return { schema, migrations: await readMigrations(folder) }
}

/**
 * What has to run to bring the schema up to date; nothing for one that is. Reads, and changes nothing.
 *
 * @throws {DaylatchError} SCHEMA_NEWER, SCHEMA_CHANGED
 */
export async function dueSteps(
  session: Session,
  schema: string,
  migrations: readonly Migration[],
): Promise<readonly PlannedMigration[]> {
  const applied = await appliedVersions(session, schema)
  for (const { version, digest } of applied ?? []) assertKnown(schema, migrations, version, digest)
  const due = migrations.slice(applied?.length ?? 0).map((migration) => toStep(schema, migration))
  return applied === undefined ? [recordStep(schema), ...due] : due
}

/**
 * The steps that have run, in order; `undefined` where not even their record is there.
 *
 * Only then is the record made: a program whose role may not create anything can still start on an up-to-date schema.
 */
export async function appliedVersions(
  session: Session,
  schema: string,
): Promise<readonly { readonly version: number; readonly digest: string }[] | undefined> {
  // Not to_regclass, which an absent right on the schema makes fail: here the next statement says which right is missing.
  const { rows: found } = await session.query({
    text: `select from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
      where n.nspname = $1 and c.relname = 'migration'`,
    values: [schema],
  })
  if (found.length === 0) return undefined
  const { rows } = await session.query({
    text: `select version, digest from ${schema}.migration order by version`,
  })
  return rows.map((row) => ({ version: Number(row['version']), digest: row['digest'] ?? '' }))
}

function recordStep(schema: string): PlannedMigration {
  const text = `create schema if not exists ${schema};
create table ${schema}.migration (
  version integer primary key, name text not null, digest text not null,
  applied_at timestamptz not null default now());
`
  return { version: 0, name: 'record', text }
}

/** Name and digest come from the file's name and content in forms that need no quoting inside the quotes. */
function toStep(schema: string, { version, name, text, digest }: Migration): PlannedMigration {
  const record = `insert into ${schema}.migration (version, name, digest) values (${version}, '${name}', '${digest}');`
  return { version, name, text: `set local search_path = ${schema};\n\n${endOf(text)}\n${record}\n` }
}

/** A file may end without a semicolon, or with a comment. */
function endOf(text: string): string {
  const trimmed = text.trimEnd()
  return trimmed === '' || trimmed.endsWith(';') ? `${trimmed}\n` : `${trimmed}\n;\n`
}

function assertKnown(
  schema: string,
  migrations: readonly Migration[],
  version: number,
  digest: string,
): void {
  const known = migrations[version - 1]
  if (known === undefined) {
    throw new DaylatchError(
      'SCHEMA_NEWER',
      `The schema \`${schema}\` is at version ${version}, and this program knows versions up to ${migrations.length}. ` +
        'Start the newer program that migrated it, or restore the backup from before.',
    )
  }
  if (known.digest !== digest) {
    throw new DaylatchError(
      'SCHEMA_CHANGED',
      `Migration ${version} of \`${schema}\` was run with another text than its file has now. ` +
        'Restore the released file, and put the change into a new one.',
    )
  }
}

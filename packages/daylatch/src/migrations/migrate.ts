import { type Database, type Session, withSession } from '../drivers/database.ts'
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

const OWN_FILES = new URL('../../sql/postgres/', import.meta.url)

/**
 * Brings the schema up to date. Safe when any number of processes start at once: one runs the steps, the others wait
 * and find them done. All steps that are due commit together, or none does.
 *
 * @returns the versions that this call has run
 * @throws {DaylatchError} SCHEMA_NEWER, SCHEMA_CHANGED, BAD_OPTION; errors of the SQL as they are
 */
export async function migrate(db: Database, options: MigrateOptions = {}): Promise<readonly number[]> {
  const { schema = 'daylatch', folder = OWN_FILES } = options
  if (!/^[a-z][a-z0-9_]{0,40}$/.test(schema)) throw badOption('schema', 'a plain lower-case name', schema)
  const migrations = await readMigrations(folder)
  return await withSession(db, async (session) => {
    await session.query({ text: 'begin isolation level read committed' })
    await session.query({
      text: 'select pg_advisory_xact_lock(hashtextextended($1, 0))',
      values: [`daylatch migrate ${schema}`],
    })
    const versions = await runDue(session, schema, migrations)
    await session.query({ text: 'commit' })
    return versions
  })
}

async function runDue(session: Session, schema: string, migrations: readonly Migration[]): Promise<number[]> {
  await createRecord(session, schema)
  const { rows } = await session.query({
    text: `select version, name, digest from ${schema}.migration order by version`,
  })
  for (const row of rows) assertKnown(schema, migrations, Number(row['version']), row['digest'] ?? '')
  const due = migrations.slice(rows.length)
  await session.query({ text: `set local search_path = ${schema}` })
  for (const { version, name, text, digest } of due) {
    await session.query({ text })
    await session.query({
      text: `insert into ${schema}.migration (version, name, digest) values ($1, $2, $3)`,
      values: [version, name, digest],
    })
  }
  return due.map((migration) => migration.version)
}

/** Only where it is not there: a program whose role may not create anything can still start on an up-to-date schema. */
async function createRecord(session: Session, schema: string): Promise<void> {
  const { rows } = await session.query({
    text: 'select to_regclass($1) as migration',
    values: [`${schema}.migration`],
  })
  if (rows[0]?.['migration'] != null) return
  await session.query({ text: `create schema if not exists ${schema}` })
  await session.query({
    text: `create table ${schema}.migration (
      version integer primary key, name text not null, digest text not null,
      applied_at timestamptz not null default now())`,
  })
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

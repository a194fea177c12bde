import { type Database, withSession } from '../drivers/database.ts'
import { ask } from '../drivers/trouble.ts'
import {
  appliedVersions,
  dueSteps,
  type MigrateOptions,
  type PlannedMigration,
  readOptions,
} from './steps.ts'

/**
 * Brings the schema up to date. Safe when any number of processes start at once: one runs the steps, the others wait
 * and find them done. All steps that are due commit together, or none does.
 *
 * @returns the versions that this call has run
 * @throws {DaylatchError} SCHEMA_NEWER, SCHEMA_CHANGED, BAD_OPTION; errors of the SQL as they are
 */
export async function migrate(db: Database, options: MigrateOptions = {}): Promise<readonly number[]> {
  const { schema, migrations } = await readOptions(options)
  return await withSession(db, async (session) => {
    await session.query({ text: 'begin isolation level read committed' })
    await session.query({
      text: 'select pg_advisory_xact_lock(hashtextextended($1, 0))',
      values: [`daylatch migrate ${schema}`],
    })
    const due = await dueSteps(session, schema, migrations)
    for (const { text } of due) await session.query({ text })
    await session.query({ text: 'commit' })
    return due.map(({ version }) => version).filter((version) => version > 0)
  })
}

/**
 * What `migrate` would run now, in order, to the letter. Changes nothing, and needs no right to change anything.
 *
 * Version 0 is the record of what has run, where it is not there yet. An empty list: the schema is up to date.
 *
 * @throws {DaylatchError} SCHEMA_NEWER, SCHEMA_CHANGED, BAD_OPTION
 */
export async function planMigrations(
  db: Database,
  options: MigrateOptions = {},
): Promise<readonly PlannedMigration[]> {
  const { schema, migrations } = await readOptions(options)
  return await ask(db, async (session) => await dueSteps(session, schema, migrations))
}

/** Where a schema stands, and where this program would bring it. */
export interface SchemaVersion {
  readonly schema: string
  /** The latest step that has run; 0 for none. */
  readonly version: number
  /** The latest step that this program knows. */
  readonly known: number
}

/** @throws {DaylatchError} BAD_OPTION */
export async function schemaVersion(db: Database, options: MigrateOptions = {}): Promise<SchemaVersion> {
  const { schema, migrations } = await readOptions(options)
  const applied = await ask(db, async (session) => await appliedVersions(session, schema))
  return { schema, version: applied?.at(-1)?.version ?? 0, known: migrations.length }
}

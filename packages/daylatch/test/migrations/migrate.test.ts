import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { waitUntilBlocked } from '@daylatch/test-kit'
import { expect, onTestFinished, test } from 'vitest'
import { fromPg, migrate, schemaVersion } from '../../src/index.ts'
import { emptyDatabase } from '../support/empty-database.ts'
import { outcomeOf } from '../support/outcome-of.ts'
import { openTransaction } from '../support/transaction.ts'

async function folderOf(files: Record<string, string>): Promise<URL> {
  const folder = await mkdtemp(join(tmpdir(), 'migrations-'))
  onTestFinished(async () => await rm(folder, { recursive: true }))
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text)
  return pathToFileURL(`${folder}/`)
}

test('of twenty processes that start at once one migrates, and all find it done', async () => {
  const { url, pool } = await emptyDatabase()
  const script = fileURLToPath(new URL('./child/migrate.mjs', import.meta.url))
  const runs = Array.from(
    { length: 20 },
    async () => await promisify(execFile)(process.execPath, [script, url]),
  )
  const printed = (await Promise.all(runs)).map((run) => run.stdout.trim())
  const { known } = await schemaVersion(fromPg(pool))
  const all = JSON.stringify(Array.from({ length: known }, (_, index) => index + 1))
  expect(printed.toSorted()).toEqual([all, ...Array.from({ length: 19 }, () => '[]')].toSorted())
})

test('the twin, the same statements without the lock, collides', async () => {
  const { pool } = await emptyDatabase()
  const one = await openTransaction(pool)
  const other = await openTransaction(pool)
  await one.client.query('create schema if not exists daylatch')
  const colliding = outcomeOf(other.client.query('create schema if not exists daylatch'))
  await waitUntilBlocked(pool, other.pid)
  await one.end('commit')
  expect(await colliding).toBe('23505')
  await other.end('rollback')
})

test('a newer schema is refused with what to do, and left alone', async () => {
  const { pool } = await emptyDatabase()
  await migrate(fromPg(pool))
  const { known } = await schemaVersion(fromPg(pool))
  await pool.query(
    `insert into daylatch.migration (version, name, digest) values (99, 'from_the_future', '')`,
  )
  await expect(migrate(fromPg(pool))).rejects.toMatchObject({
    code: 'SCHEMA_NEWER',
    message:
      `The schema \`daylatch\` is at version 99, and this program knows versions up to ${known}. ` +
      'Start the newer program that migrated it, or restore the backup from before.',
  })
})

test('a step that was edited after it ran is refused', async () => {
  const { pool } = await emptyDatabase()
  await migrate(fromPg(pool), {
    schema: 'site',
    folder: await folderOf({ '0001_one.sql': 'create table one ()' }),
  })
  const edited = await folderOf({ '0001_one.sql': 'create table one (id int)' })
  await expect(migrate(fromPg(pool), { schema: 'site', folder: edited })).rejects.toMatchObject({
    code: 'SCHEMA_CHANGED',
  })
})

test('if one step fails, none of those that were due is kept', async () => {
  const { pool } = await emptyDatabase()
  const folder = await folderOf({
    '0001_one.sql': 'create table one ()',
    '0002_two.sql': 'create table one ()',
  })
  await expect(migrate(fromPg(pool), { schema: 'site', folder })).rejects.toMatchObject({ code: '42P07' })
  expect((await pool.query(`select from pg_namespace where nspname = 'site'`)).rowCount).toBe(0)
})

test('an application’s own steps go into its own schema', async () => {
  const { pool } = await emptyDatabase()
  const folder = await folderOf({
    '0001_one.sql': 'create table one ()',
    '0002_two.sql': 'create table two ()',
  })
  expect(await migrate(fromPg(pool), { schema: 'site', folder })).toEqual([1, 2])
  expect((await pool.query('select from site.one cross join site.two')).rowCount).toBe(0)
})

test.each([
  ['a gap in the numbers', { '0001_one.sql': '', '0003_three.sql': '' }],
  ['a name out of form', { '1-one.sql': '' }],
])('%s is refused', async (_, files) => {
  const { pool } = await emptyDatabase()
  const folder = await folderOf(files)
  await expect(migrate(fromPg(pool), { schema: 'site', folder })).rejects.toMatchObject({
    code: 'BAD_OPTION',
  })
})

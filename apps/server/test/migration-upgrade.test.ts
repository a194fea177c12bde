import { createDatabase } from '@daylatch/test-kit'
import { fromPg, migrate } from 'daylatch'
import { copyFile, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'

const SQL = fileURLToPath(new URL('../sql/', import.meta.url))

test('a site from before clients is brought up to date, and what it holds stays', async () => {
  const database = await createDatabase()
  const folder = await mkdtemp(join(tmpdir(), 'daylatch-sql-'))
  const earlier = (await readdir(SQL)).filter((name) => name < '0004')
  for (const name of earlier) await copyFile(join(SQL, name), join(folder, name))
  const db = fromPg(database.pool)
  await migrate(db, { schema: 'site', folder: pathToFileURL(`${folder}/`) })
  await database.pool.query(
    `insert into site.member (id, name, email, role) values ('a', 'A', 'a@example.com', 'editor')`,
  )

  const ran = await migrate(db, { schema: 'site', folder: pathToFileURL(SQL) })

  expect([earlier.length, ran[0]]).toEqual([3, 4])
  const { rows } = await database.pool.query(
    `select (select count(*)::int from site.member) as members, (select count(*)::int from site.client) as clients`,
  )
  expect(rows).toEqual([{ members: 1, clients: 0 }])
  await rm(folder, { recursive: true })
  await database.drop()
})

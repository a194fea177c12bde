import { createDatabase, type TestDatabase } from '@daylatch/test-kit'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { spawnServer } from './support/start-site.ts'

let database: TestDatabase
let folder: string

beforeEach(async () => {
  database = await createDatabase()
  folder = await mkdtemp(join(tmpdir(), 'daylatch-site-'))
  const { rows } = await database.pool.query<{ name: string }>('select current_database() as name')
  await database.pool.query(`alter database "${rows[0]?.name ?? ''}" set synchronous_commit = off`)
})

afterEach(async () => {
  await rm(folder, { recursive: true })
  await database.drop()
})

test('a database that forgets what it acknowledged is refused, with the setting and the way out', async () => {
  const { server, ready } = await spawnServer(database.url, folder, {})
  await expect(ready).rejects.toThrow(
    'Set synchronous_commit = on. Or set DAYLATCH_UNSAFE_DURABILITY=accept to take that risk.',
  )
  expect(await server.exit).toEqual({ code: 78, signal: null })
})

test('the operator can accept it by a word, and is told what that means', async () => {
  const env = { DAYLATCH_UNSAFE_DURABILITY: 'accept' }
  const { server, ready } = await spawnServer(database.url, folder, { env })
  await ready
  expect((await server.kill('SIGTERM')).code).toBe(0)
  expect(server.stderr()).toContain('acknowledged check-ins can be lost in a crash, as accepted')
})

test('any other word is a mistake', async () => {
  const { server, ready } = await spawnServer(database.url, folder, {
    env: { DAYLATCH_UNSAFE_DURABILITY: 'yes' },
  })
  await expect(ready).rejects.toThrow('DAYLATCH_UNSAFE_DURABILITY: expected accept, or nothing, got "yes"')
  expect(await server.exit).toEqual({ code: 78, signal: null })
})

import type { TestDatabase } from '@daylatch/test-kit'
import { fromPg } from 'daylatch'
import { restoreClock, shiftClock } from 'daylatch/testing'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { checkDurability } from '../../src/commands/doctor/durability.ts'
import { checkServer } from '../../src/commands/doctor/server.ts'
import { connectionsOf } from '../../src/process/pools.ts'
import { plantMessage } from '../support/plant-message.ts'
import { migratedDatabase } from '../support/migrated-database.ts'
import { daylatch, type RunOptions } from '../support/run-command.ts'

let database: TestDatabase

beforeAll(async () => {
  database = await migratedDatabase()
})

afterAll(async () => {
  await database.drop()
})

interface Found {
  readonly code: number | null
  readonly levels: Readonly<Record<string, string>>
  readonly texts: string
}

/** The worst level of each check. */
async function doctor(options: RunOptions = {}): Promise<Found> {
  const { code, stdout } = await daylatch(['doctor', '--json'], { databaseUrl: database.url, ...options })
  const { findings } = JSON.parse(stdout) as {
    readonly findings: readonly { readonly check: string; readonly level: string; readonly text: string }[]
  }
  const levels: Record<string, string> = {}
  for (const { check, level } of findings) if (levels[check] !== 'error') levels[check] = level
  return { code, levels, texts: findings.map(({ text }) => text).join('\n') }
}

async function alterDatabase(words: string): Promise<void> {
  const { rows } = await database.pool.query<{ name: string }>('select current_database() as name')
  await database.pool.query(`alter database "${rows[0]?.name ?? ''}" ${words}`)
}

const healthy = {
  server: 'ok',
  durability: 'ok',
  connections: 'ok',
  schema: 'ok',
  clock: 'ok',
  zones: 'ok',
  gateways: 'ok',
  pooler: 'ok',
}

test('finds nothing wrong where nothing is, and exits with 0', async () => {
  const { code, stdout } = await daylatch(['doctor'], { databaseUrl: database.url })
  const lines = stdout.trimEnd().split('\n')
  expect(code).toBe(0)
  expect(
    lines
      .slice(0, -2)
      .map((line) => line.split(/ +/, 2).join(' '))
      .toSorted(),
  ).toEqual([...Object.keys(healthy), 'schema'].map((check) => `ok ${check}`).toSorted())
  expect(lines.slice(-2)).toEqual(['', '0 errors, 0 warnings'])
})

test('finds several things at once: an old schema, too few connections, a mistake in the configuration', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'doctor-'))
  await writeFile(join(folder, 'daylatch.config.json'), '{ "zone": "Asia/Atlantis" }')
  await alterDatabase('connection limit 20')
  await database.pool.query('alter table site.migration rename to migration_kept')
  const { code, levels, texts } = await doctor({ cwd: folder, env: { DAYLATCH_WORKERS: '2' } })
  await database.pool.query('alter table site.migration_kept rename to migration')
  await alterDatabase('connection limit -1')
  await rm(folder, { recursive: true })
  expect(code).toBe(1)
  expect(levels).toMatchObject({
    schema: 'error',
    connections: 'error',
    configuration: 'error',
    server: 'ok',
  })
  expect(texts).toContain('The schema site is at version 0, and this program needs')
  const needed = connectionsOf(2)
  expect(texts).toContain(`2 server processes open up to ${needed} connections; the database allows 20`)
  expect(texts).toContain('zone: expected an IANA time zone')
})

test('an unsafe setting is an error, and a warning that does not fail where it was accepted', async () => {
  await alterDatabase('set synchronous_commit = off')
  const refused = await doctor()
  expect([refused.code, refused.levels]).toEqual([1, { ...healthy, durability: 'error' }])
  const accepted = await doctor({ env: { DAYLATCH_UNSAFE_DURABILITY: 'accept' } })
  await alterDatabase('reset synchronous_commit')
  expect([accepted.code, accepted.levels]).toEqual([0, { ...healthy, durability: 'warning' }])
})

test('a clock that a test has left behind is an error', async () => {
  await shiftClock(fromPg(database.pool), 3_600_000)
  const { code, levels, texts } = await doctor()
  await restoreClock(fromPg(database.pool))
  expect([code, levels]).toEqual([1, { ...healthy, clock: 'error' }])
  expect(texts).toContain('a test has set it and left it so')
})

describe('what it makes of facts that a test cannot bring about', () => {
  const durable = {
    fsync: true,
    fullPageWrites: true,
    synchronousCommit: 'on',
    standbyNames: '',
    synchronousStandbys: 0,
  }

  test.each([
    [durable, 'ok', 'There is no synchronous standby'],
    [
      { ...durable, standbyNames: 'b', synchronousStandbys: 1 },
      'ok',
      'on that of a standby (b, 1 connected)',
    ],
    [{ ...durable, standbyNames: 'b', synchronousStandbys: null }, 'ok', 'this role may not see'],
    [{ ...durable, standbyNames: 'b' }, 'error', 'every commit waits for it'],
    [{ ...durable, standbyNames: 'b', synchronousCommit: 'local' }, 'error', 'synchronous_commit = local'],
    [{ ...durable, fsync: false }, 'error', 'fsync = off'],
  ])('%j is %s', (facts, level, text) => {
    const [finding] = checkDurability(facts, false)
    expect([finding?.level, finding?.text]).toEqual([level, expect.stringContaining(text)])
  })

  test.each([
    [{ version: 140_010, encoding: 'UTF8', isStandby: false }, 'PostgreSQL 14.10'],
    [{ version: 180_004, encoding: 'SQL_ASCII', isStandby: false }, 'SQL_ASCII'],
    [{ version: 180_004, encoding: 'UTF8', isStandby: true }, 'takes no writes'],
  ])('%j is an error', (facts, text) => {
    const rest = { durability: durable, connections: { limit: 100, inUse: 1 } }
    expect(checkServer({ ...facts, ...rest })).toMatchObject({
      level: 'error',
      text: expect.stringContaining(text),
    })
  })
})

test('names a gateway that messages are left for and the configuration does not name', async () => {
  await plantMessage(database.pool, 'gone')
  const { code, levels, texts } = await doctor()
  await database.pool.query(`delete from daylatch.effect where gateway = 'gone'`)
  expect([code, levels]).toEqual([0, { ...healthy, gateways: 'warning' }])
  expect(texts).toContain('that the configuration does not name: gone (1 pending)')
})

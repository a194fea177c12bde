import pg from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import { assertDurable, fromPg, serverFacts } from '../../src/index.ts'
import { emptyDatabase } from '../support/empty-database.ts'
import { outcomeOf } from '../support/outcome-of.ts'
import { serverWithStandbySetting } from '../support/standby-setting.ts'

async function settings(pool: pg.Pool, lines: readonly string[]): Promise<pg.Pool> {
  const { rows } = await pool.query<{ name: string }>('select current_database() as name')
  for (const line of lines) await pool.query(`alter database "${rows[0]?.name}" ${line}`)
  const again = new pg.Pool({ ...pool.options, max: 2 })
  onTestFinished(async () => await again.end())
  return again
}

test('the limit of connections is the smallest of server, database and role', async () => {
  const { pool } = await emptyDatabase()
  const limited = await settings(pool, ['connection limit 7'])
  const { connections, encoding, isStandby } = await serverFacts(fromPg(limited))
  expect([connections.limit, encoding, isStandby]).toEqual([7, 'UTF8', false])
})

test('synchronous_commit is that of the session', async () => {
  const { pool } = await emptyDatabase()
  const off = await settings(pool, ['set synchronous_commit = off'])
  expect((await serverFacts(fromPg(off))).durability).toMatchObject({ fsync: true, synchronousCommit: 'off' })
})

test('with a standby to be waited for, `local` and `remote_write` are refused; without one they are as good as on', async () => {
  const { url, wantStandby } = await serverWithStandbySetting()
  const connect = (level: string): pg.Pool => {
    const connectionString = `${url}&options=-c%20synchronous_commit%3D${level}`
    const pool = new pg.Pool({ connectionString, max: 1 })
    onTestFinished(async () => await pool.end())
    return pool
  }
  const levels = ['local', 'remote_write'].map((level) => ({ level, db: fromPg(connect(level)) }))
  for (const { db } of levels) expect(await outcomeOf(assertDurable(db))).toBe('fulfilled')

  await wantStandby('away')

  for (const { level, db } of levels) {
    await expect(assertDurable(db)).rejects.toMatchObject({
      code: 'UNSAFE_DURABILITY',
      message: expect.stringContaining(`synchronous_commit = ${level}`),
    })
    const { durability } = await serverFacts(db)
    const expected = { standbyNames: 'away', synchronousStandbys: 0, synchronousCommit: level }
    expect(durability).toMatchObject(expected)
  }
  expect(await outcomeOf(assertDurable(fromPg(connect('on'))))).toBe('fulfilled')
})

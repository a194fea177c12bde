import { expect, test } from 'vitest'
import { assertDurable } from '../src/index.ts'
import { freshDatabase } from './support/fresh-database.ts'

test('a database that commits to disk is accepted', async () => {
  const { db } = await freshDatabase()
  expect(await assertDurable(db)).toBe(undefined)
})

test('a database that acknowledges before the disk has it is refused by name', async () => {
  const { pool, connect } = await freshDatabase()
  const { rows } = await pool.query<{ name: string }>('select current_database() as name')
  await pool.query(`alter database "${rows[0]?.name}" set synchronous_commit = off`)
  await expect(assertDurable(connect())).rejects.toMatchObject({
    code: 'UNSAFE_DURABILITY',
    message:
      'The database has synchronous_commit = off, so an acknowledged claim can be lost. Set synchronous_commit = on.',
  })
})

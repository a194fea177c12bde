import pg from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import { fromPg, poolerFacts } from '../../src/index.ts'
import { emptyDatabase } from '../support/empty-database.ts'
import { transactionPooler } from '../support/transaction-pooler.ts'

test('directly, a connection is one process of the server, and finds what it has prepared', async () => {
  const { pool } = await emptyDatabase()
  expect(await poolerFacts(fromPg(pool, { prepare: true }))).toEqual({ isPooled: false, keepsPrepared: true })
})

test('a pooler in transaction mode is seen, and that it loses prepared statements', async () => {
  const { url } = await emptyDatabase()
  const pool = new pg.Pool({ connectionString: await transactionPooler(url), max: 4 })
  onTestFinished(async () => await pool.end())
  expect(await poolerFacts(fromPg(pool, { prepare: true }))).toEqual({ isPooled: true, keepsPrepared: false })
})

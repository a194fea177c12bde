import { Pool } from 'pg'
import { describe, expect, onTestFinished, test } from 'vitest'
import { inOrderOf } from '../../src/replay/replay.ts'
import { openLab } from '../../src/run/open-lab.ts'
import { withIsolation } from '../../src/run/isolation.ts'

/** Two doctors on call; each goes home if the other stays. */
const setUp = `create table doctors (name text primary key, on_call boolean not null);
  insert into doctors values ('A', true), ('B', true)`

async function goHome(pool: Pool, name: string, begin: string): Promise<void> {
  const client = await pool.connect()
  try {
    await client.query(begin)
    const { rows } = await client.query<{ n: number }>('select count(*)::int as n from doctors where on_call')
    if ((rows[0]?.n ?? 0) > 1)
      await client.query('update doctors set on_call = false where name = $1', [name])
    await client.query('commit')
  } catch (error) {
    await client.query('rollback')
    throw error
  } finally {
    client.release()
  }
}

const order = [0, 0, 0, 1, 1, 1, 0, 0, 1, 1]

describe('the level of an execution', () => {
  for (const begin of ['begin', 'BEGIN ISOLATION LEVEL READ COMMITTED']) {
    test(`goes before what the application asks for by ${begin}, and ends with the execution`, async () => {
      const lab = await openLab({
        setUp,
        application: (url) => new Pool({ connectionString: url }),
        actors: [(pool) => goHome(pool, 'A', begin), (pool) => goHome(pool, 'B', begin)],
        invariant: 'select count(*) > 0 from doctors where on_call',
      })
      onTestFinished(() => lab.close())
      const at = async (isolation?: 'repeatable read' | 'serializable'): Promise<string> => {
        const run = await lab.run(inOrderOf(order), isolation === undefined ? {} : { isolation })
        const codes = run.trace.flatMap(({ result }) => (result.error === null ? [] : [result.error.code]))
        return `${run.trace[2]?.step.isolation}: ${run.verdict.holds} ${codes.join()}`
      }

      expect(await at()).toBe('read committed: false ')
      expect(await at('repeatable read')).toBe('repeatable read: false ')
      expect(await at('serializable')).toBe('serializable: true 40001')
      expect(await at()).toBe('read committed: false ')
    })
  }

  test.for([
    ['begin isolation level read uncommitted, read write', 'begin isolation level serializable, read write'],
    ['SET TRANSACTION ISOLATION LEVEL READ COMMITTED', 'SET TRANSACTION ISOLATION LEVEL serializable'],
    [
      "set default_transaction_isolation = 'read committed'",
      "set default_transaction_isolation = 'serializable'",
    ],
    [
      'SET default_transaction_isolation TO "read committed"',
      "SET default_transaction_isolation TO 'serializable'",
    ],
    ["select 'isolation level read committed'", "select 'isolation level read committed'"],
    ['begin', 'begin'],
  ])('%j becomes %j', ([sql = '', wanted]) => {
    expect(withIsolation(sql, 'serializable')).toBe(wanted)
  })
})

import { barrier } from '@daylatch/test-kit'
import type pg from 'pg'
import { describe, expect, test } from 'vitest'
import { answering } from '../../src/drivers/answering-session.ts'
import { atomically } from '../../src/drivers/atomically.ts'
import type { Session } from '../../src/drivers/database.ts'
import { fromPg, withLock } from '../../src/index.ts'
import { cuttingProxy } from '../support/cutting-proxy.ts'
import { type FreshDatabase, freshDatabase } from '../support/fresh-database.ts'
import { outcomeOf } from '../support/outcome-of.ts'
import { withQuery } from '../support/watched-statements.ts'

const options = { lockTimeoutMs: 5000 }

async function withNotes(): Promise<FreshDatabase & { notes: () => Promise<readonly number[]> }> {
  const database = await freshDatabase()
  await database.pool.query('create table note (n integer primary key)')
  const notes = async (): Promise<readonly number[]> =>
    (await database.pool.query<{ n: number }>('select n from note order by n')).rows.map(({ n }) => n)
  return { ...database, notes }
}

async function write(session: Session, n: number): Promise<void> {
  await session.query({ text: 'insert into note values ($1)', values: [n] })
}

test('work is committed when it has returned, and its connection is back in the pool', async () => {
  const { db, notes } = await withNotes()
  const value = await atomically(db, options, async (session) => {
    await write(session, 1)
    return 'done'
  })
  const pool = db.source as pg.Pool
  expect([value, await notes(), pool.totalCount - pool.idleCount]).toEqual(['done', [1], 0])
})

test('an error of the work undoes it and comes through untouched', async () => {
  const { db, notes } = await withNotes()
  const own = new Error('thrown by the test')
  const work = atomically(db, options, async (session) => {
    await write(session, 1)
    throw own
  })
  const pool = db.source as pg.Pool
  expect([await work.catch((error: unknown) => error), await notes()]).toEqual([own, []])
  expect([pool.totalCount, pool.idleCount]).toEqual([1, 1])
})

test('a statement that fails and is passed over undoes the whole, and is said to', async () => {
  const { db, notes } = await withNotes()
  const work = atomically(db, options, async (session) => {
    await write(session, 1)
    expect(await outcomeOf(write(session, 1))).toBe('DATABASE')
  })
  expect([await outcomeOf(work), await notes()]).toEqual(['DATABASE', []])
})

test('a commit that warns has an unknown outcome; a warning before it has not', async () => {
  const { db, pool, notes } = await withNotes()
  await pool.query(`
    create function warn() returns trigger language plpgsql as $$ begin raise warning 'not waited'; return new; end $$;
    create constraint trigger at_commit after insert on note deferrable initially deferred
      for each row when (new.n = 2) execute function warn();
    create trigger before_it before insert on note for each row when (new.n = 1) execute function warn()`)
  const writing = async (n: number): Promise<void> =>
    await atomically(db, options, async (session) => await write(session, n))
  expect([await outcomeOf(writing(1)), await outcomeOf(writing(2))]).toEqual(['fulfilled', 'CONNECTION_LOST'])
  expect(await notes()).toEqual([1, 2])
})

test('two that deadlock are both committed: the one that was undone is run again', async () => {
  const { db, notes } = await withNotes()
  const bothHoldOne = barrier(2)
  let runs = 0
  const cross = async (mine: number, theirs: number): Promise<void> => {
    let isFirst = true
    await atomically(db, options, async (session) => {
      runs += 1
      await session.query({ text: 'select pg_advisory_xact_lock($1)', values: [mine] })
      if (isFirst) {
        isFirst = false
        await bothHoldOne()
      }
      await session.query({ text: 'select pg_advisory_xact_lock($1)', values: [theirs] })
      await write(session, mine)
    })
  }
  await Promise.all([cross(1, 2), cross(2, 1)])
  expect([runs, await notes()]).toEqual([3, [1, 2]])
})

test('work that the database undoes every time is given up after five runs', async () => {
  const { db } = await withNotes()
  let runs = 0
  const work = atomically(db, options, async (session) => {
    runs += 1
    await session.query({ text: `do $$ begin raise exception using errcode = '40001'; end $$` })
  })
  expect([await outcomeOf(work), runs]).toEqual(['SERIALIZATION', 5])
})

test.each([
  ['before the server gets it', []],
  ['before its answer comes back', [1]],
] as const)('a connection cut at COMMIT, %s, is an unknown outcome', async (cut, left) => {
  const { url, connect, notes } = await withNotes()
  const proxy = await cuttingProxy(url, cut)
  const work = atomically(connect({ url: proxy.url }), options, async (session) => await write(session, 1))
  expect([await outcomeOf(work), proxy.cuts(), await notes()]).toEqual(['CONNECTION_LOST', 1, left])
})

test('a statement without an answer gives its connection up', async () => {
  const { url, connect } = await freshDatabase()
  const proxy = await cuttingProxy(url, 'its answer never comes')
  const session = answering(await connect({ url: proxy.url }).connect(), 50)
  const waiting = session.query({ text: 'commit' })
  expect(await outcomeOf(waiting)).toBe('CONNECTION_LOST')
  expect(await outcomeOf(session.query({ text: 'select 1' }))).toBe('CONNECTION_LOST')
})

test('inside a lock of the same pool it is refused, and not left to wait for itself', async () => {
  const { db } = await withNotes()
  const locked = withLock(db, { text: 'select * from daylatch.migration limit 1' }, async () => {
    await atomically(db, options, async (session) => await write(session, 1))
  })
  expect(await outcomeOf(locked)).toBe('POOL_REENTRY')
})

describe('in a transaction of the caller', () => {
  async function begun(): Promise<{
    client: pg.PoolClient
    notes: () => Promise<readonly number[]>
    inTransaction: (work: () => Promise<void>, isolation?: string) => Promise<void>
  }> {
    const { pool, notes } = await withNotes()
    const client = await pool.connect()
    const inTransaction = async (work: () => Promise<void>, isolation = 'read committed'): Promise<void> => {
      try {
        await client.query(`begin isolation level ${isolation}`)
        await work()
        await client.query('commit')
      } finally {
        client.release()
      }
    }
    return { client, notes, inTransaction }
  }

  const timeoutOf = async (client: pg.PoolClient): Promise<string> =>
    (await client.query<{ lock_timeout: string }>('show lock_timeout')).rows[0]?.lock_timeout ?? ''

  test('a failure undoes its own writes only, and the transaction goes on', async () => {
    const { client, notes, inTransaction } = await begun()
    await inTransaction(async () => {
      await client.query('insert into note values (1)')
      const work = atomically(fromPg(client), options, async (session) => {
        await write(session, 2)
        await write(session, 1)
      })
      expect(await outcomeOf(work)).toBe('DATABASE')
      await client.query('insert into note values (3)')
    })
    expect(await notes()).toEqual([1, 3])
  })

  test('the twin, without the savepoint, leaves the caller an aborted transaction', async () => {
    const { client, notes, inTransaction } = await begun()
    await inTransaction(async () => {
      await client.query('insert into note values (1)')
      expect(await outcomeOf(client.query('insert into note values (1)'))).toBe('23505')
      expect(await outcomeOf(client.query('insert into note values (3)'))).toBe('25P02')
    })
    expect(await notes()).toEqual([])
  })

  test('the lock_timeout of the caller is in force again after success and after failure', async () => {
    const { client, inTransaction } = await begun()
    await inTransaction(async () => {
      await client.query(`set local lock_timeout = '1234ms'`)
      const seen: (string | null | undefined)[] = []
      const db = fromPg(client)
      await atomically(db, options, async (session) => {
        const { rows } = await session.query({ text: 'show lock_timeout' })
        seen.push(rows[0]?.['lock_timeout'])
      })
      seen.push(await timeoutOf(client))
      await outcomeOf(atomically(db, options, async (session) => await write(session, Number.NaN)))
      seen.push(await timeoutOf(client))
      expect(seen).toEqual(['5s', '1234ms', '1234ms'])
    })
  })

  test('REPEATABLE READ is refused, and that transaction goes on too', async () => {
    const { client, notes, inTransaction } = await begun()
    await inTransaction(async () => {
      const work = atomically(fromPg(client), options, async (session) => await write(session, 1))
      expect(await outcomeOf(work)).toBe('UNSAFE_ISOLATION')
      await client.query('insert into note values (2)')
    }, 'repeatable read')
    expect(await notes()).toEqual([2])
  })

  test('a client without a transaction is refused', async () => {
    const { client } = await begun()
    const work = atomically(fromPg(client), options, async (session) => await write(session, 1))
    expect(await outcomeOf(work)).toBe('BAD_OPTION')
    client.release()
  })

  test('of two at once on one client, the failure of one keeps what the other has reported', async () => {
    const { client, notes, inTransaction } = await begun()
    await inTransaction(async () => {
      const outcomes = await Promise.all([
        outcomeOf(
          atomically(fromPg(client), options, async (session) => {
            await write(session, 1)
            await write(session, 1)
          }),
        ),
        outcomeOf(atomically(fromPg(client), options, async (session) => await write(session, 2))),
      ])
      expect(outcomes).toEqual(['DATABASE', 'fulfilled'])
    })
    expect(await notes()).toEqual([2])
  })

  test('its twin, two savepoints that overlap, loses what was reported', async () => {
    const { client, notes, inTransaction } = await begun()
    await inTransaction(async () => {
      await client.query('savepoint failing')
      await client.query('savepoint reporting')
      await client.query('insert into note values (2)')
      await client.query('release savepoint reporting')
      await client.query('rollback to savepoint failing')
    })
    expect(await notes()).toEqual([])
  })

  test('one inside another fails for itself', async () => {
    const { client, notes, inTransaction } = await begun()
    await inTransaction(async () => {
      const db = fromPg(client)
      await atomically(db, options, async (session) => {
        await write(session, 1)
        const inner = atomically(db, options, async (innerSession) => await write(innerSession, 1))
        expect(await outcomeOf(inner)).toBe('DATABASE')
        await write(session, 2)
      })
    })
    expect(await notes()).toEqual([1, 2])
  })
})

describe('work that reads first, and whose BEGIN leaves together with that', () => {
  const readingFirst = { ...options, readsFirst: true }

  /** A connection on which BEGIN fails, and nothing else. */
  function withoutBegin(db: FreshDatabase['db']): FreshDatabase['db'] {
    return withQuery(db, (session) => async (statement) => {
      const text = statement.text.replace(
        'begin isolation level read committed',
        'begin isolation level none',
      )
      return await session.query({ ...statement, text })
    })
  }

  test('is kept as a whole', async () => {
    const { db, notes } = await withNotes()
    await atomically(db, readingFirst, async (session) => {
      await session.query({ text: 'select from note' })
      await write(session, 1)
    })
    expect(await notes()).toEqual([1])
  })

  test('is undone as a whole', async () => {
    const { db, notes } = await withNotes()
    const work = atomically(db, readingFirst, async (session) => {
      await session.query({ text: 'select from note' })
      await write(session, 1)
      await write(session, 1)
    })
    expect([await outcomeOf(work), await notes()]).toEqual(['DATABASE', []])
  })

  test('writes nothing where BEGIN has failed', async () => {
    const { db, notes } = await withNotes()
    const work = atomically(withoutBegin(db), readingFirst, async (session) => {
      await session.query({ text: 'select from note' })
      await write(session, 1)
    })
    expect([await outcomeOf(work), await notes()]).toEqual(['DATABASE', []])
  })

  test('the twin: work that writes first has written outside of any transaction then', async () => {
    const { db, notes } = await withNotes()
    const work = atomically(withoutBegin(db), readingFirst, async (session) => await write(session, 1))
    expect([await outcomeOf(work), await notes()]).toEqual(['DATABASE', [1]])
  })
})

import pg from 'pg'
import { expect, test } from 'vitest'
import { fromPg, tryWithLock, withLock } from '../../src/index.ts'
import type { PgAnswer, PgClient, PgDone } from '../../src/drivers/pg-client.ts'
import { PgSession } from '../../src/drivers/pg-session.ts'
import { Preparing } from '../../src/drivers/preparing.ts'
import { type Account, account, balanceOf, freshAccounts, holder } from '../lock/support.ts'

/** A client that answers when it is told to, and notes what it was sent, and whether it pipelined then. */
function quietClient(pipeline?: boolean): {
  client: PgClient
  sent: [string, boolean | undefined][]
  answer: (error?: Error) => void
} {
  const sent: [string, boolean | undefined][] = []
  const waiting: PgDone[] = []
  const client: PgClient = {
    ...(pipeline === undefined ? {} : { pipeline }),
    query: (query: string | { text: string }, ...rest: unknown[]) => {
      sent.push([typeof query === 'string' ? query : query.text, client.pipeline])
      waiting.push(rest.at(-1) as PgDone)
    },
    on: () => undefined,
    removeListener: () => undefined,
    release: () => undefined,
  }
  const nothing: PgAnswer = { command: 'SELECT', rows: [] }
  return { client, sent, answer: (error) => waiting.shift()?.(error, nothing) }
}

const query = { text: 'select 1' }

test('both statements go out before an answer has come, and then the client is as it was', async () => {
  const { client, sent, answer } = quietClient(false)
  const rows = new PgSession(client, new Preparing(false), true).selectBehind('begin', query, ' for update')
  expect(sent).toEqual([
    ['begin', true],
    ['select 1 for update', true],
  ])
  answer()
  expect(client.pipeline).toBe(true)
  answer()
  expect([client.pipeline, await rows]).toEqual([false, []])
})

test('after a failure the client is as it was when the connection is given back, behind the ROLLBACK', async () => {
  const { client, sent, answer } = quietClient(false)
  const session = new PgSession(client, new Preparing(false), true)
  const rows = session.selectBehind('begin', query, '')
  answer()
  answer(new Error('refused'))
  await expect(rows).rejects.toThrow('refused')
  const undone = session.query({ text: 'rollback' })
  answer()
  await undone
  expect([sent.at(-1), client.pipeline]).toEqual([['rollback', true], true])
  session.release()
  expect(client.pipeline).toBe(false)
})

test('the first failure is the one that is told, when both have been answered', async () => {
  const { client, answer } = quietClient(false)
  const rows = new PgSession(client, new Preparing(false), true).selectBehind('begin', query, '')
  answer(new Error('no transaction'))
  answer(new Error('no lock either'))
  await expect(rows).rejects.toThrow('no transaction')
})

test.each([
  ['a driver that cannot pipeline', undefined, true],
  ['a client of the caller’s', false, false],
])('%s is sent the second statement after the answer to the first', (_who, pipeline, isOurs) => {
  const { client, sent, answer } = quietClient(pipeline)
  void new PgSession(client, new Preparing(false), isOurs).selectBehind('begin', query, '')
  expect(sent).toEqual([['begin', pipeline]])
  answer()
  expect(sent.map(([text]) => text)).toEqual(['begin', 'select 1'])
})

test('with the real driver: no block and no later user of the connection ever sees it pipeline', async () => {
  const fresh = await freshAccounts()
  const pool = new pg.Pool({ connectionString: fresh.url, max: 1 })
  const db = fromPg(pool)
  const seen: unknown[] = []
  const look = async (): Promise<void> => {
    const client = await pool.connect()
    seen.push(client.pipeline)
    client.release()
  }
  await withLock(db, account(1), (_row: Account, tx) => void seen.push(tx.pipeline))
  await look()
  const other = await holder(fresh.pool, 'select from account where id = 1 for update')
  seen.push(await tryWithLock(db, account(1), () => 'mine'))
  await look()
  await other.release()
  const failing = withLock(db, account(1), async (_row: Account, tx) => await tx.query('select 1 / 0'))
  await expect(failing).rejects.toMatchObject({ code: '22012' })
  await look()
  await withLock(db, account(1), async (row: Account, tx) => {
    await tx.query('update account set balance = $1 where id = 1', [row.balance + 1])
  })
  expect(seen).toEqual([false, false, { acquired: false, reason: 'locked' }, false, false])
  expect([await balanceOf(fresh.pool, 1), pool.totalCount]).toEqual([101, 1])
  await pool.end()
})

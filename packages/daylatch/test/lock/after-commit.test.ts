import { expect, test } from 'vitest'
import { type LockReport, withLock } from '../../src/index.ts'
import { type Account, account, balanceOf, freshAccounts } from './support.ts'

test('callbacks run after the outermost commit, in order, and can use the pool', async () => {
  const { db, pool } = await freshAccounts()
  const seen: (string | number | undefined)[] = []
  await withLock(db, account(1), async (_row: Account, tx, { afterCommit }) => {
    await tx.query('update account set balance = 5 where id = 1')
    afterCommit(async () => void seen.push('outer', await balanceOf(pool, 1)))
    await withLock(db, account(2), (_inner, _tx, inner) => inner.afterCommit(() => void seen.push('inner')))
    seen.push('block ends')
  })
  expect(seen).toEqual(['block ends', 'outer', 5, 'inner'])
})

test('callbacks of a transaction that is undone never run', async () => {
  const { db } = await freshAccounts()
  const seen: string[] = []
  const locked = withLock(db, account(1), (_row, _tx, { afterCommit }) => {
    afterCommit(() => void seen.push('never'))
    throw new Error('undo')
  })
  await expect(locked).rejects.toThrow('undo')
  expect(seen).toEqual([])
})

test('callbacks of a part that was undone behind its savepoint never run', async () => {
  const { db } = await freshAccounts()
  const seen: string[] = []
  await withLock(db, account(1), async (_row, _tx, { afterCommit }) => {
    afterCommit(() => void seen.push('outer'))
    const inner = withLock(
      db,
      account(2),
      (_inner, _innerTx, context) => {
        context.afterCommit(() => void seen.push('never'))
        throw new Error('undo the inner part')
      },
      { nested: 'savepoint' },
    )
    await expect(inner).rejects.toThrow('undo the inner part')
  })
  expect(seen).toEqual(['outer'])
})

test('a callback that throws is reported, undoes nothing, and keeps no other from running', async () => {
  const { db, pool } = await freshAccounts()
  const failure = new Error('from the callback')
  const reports: LockReport[] = []
  const seen: string[] = []
  const value = await withLock(
    db,
    account(1),
    async (_row: Account, tx, { afterCommit }) => {
      await tx.query('update account set balance = 5 where id = 1')
      afterCommit(() => {
        throw failure
      })
      afterCommit(() => void seen.push('second'))
      return 'value'
    },
    { report: (report) => reports.push(report) },
  )
  expect([value, seen, await balanceOf(pool, 1)]).toEqual(['value', ['second'], 5])
  expect(reports).toEqual([{ kind: 'after-commit-failed', error: failure }])
})

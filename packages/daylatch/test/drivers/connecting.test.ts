import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { balances, type Database } from '../../src/index.ts'
import { outcomeOf } from '../support/outcome-of.ts'

beforeEach(() => {
  vi.useFakeTimers()
})

afterEach(() => {
  vi.useRealTimers()
})

/** A pool whose connections are all taken: it keeps callers waiting until `giveOne`. */
function exhaustedPool(): { db: Database; giveOne: () => void; released: () => number } {
  let releases = 0
  let give: (session: Awaited<ReturnType<Database['connect']>>) => void = () => undefined
  const connection = new Promise<Awaited<ReturnType<Database['connect']>>>((resolve) => (give = resolve))
  const session = {
    tx: undefined,
    warnings: [],
    select: async () => Promise.resolve([]),
    selectBehind: async () => Promise.resolve([]),
    query: async () => Promise.resolve({ command: 'SELECT', rows: [] }),
    release: () => void (releases += 1),
  }
  const db: Database = { dialect: 'postgres', source: {}, isJoined: false, connect: () => connection }
  return { db, giveOne: () => give(session), released: () => releases }
}

test('a connection is waited for five seconds, and no longer', async () => {
  const { db } = exhaustedPool()
  let outcome = 'none yet'
  void outcomeOf(balances(db, 'ada')).then((ended) => (outcome = ended))
  await vi.advanceTimersByTimeAsync(4999)
  expect(outcome).toBe('none yet')
  await vi.advanceTimersByTimeAsync(1)
  expect(outcome).toBe('CONNECTION_LOST')
})

test('a connection that comes too late goes straight back', async () => {
  const { db, giveOne, released } = exhaustedPool()
  const asked = outcomeOf(balances(db, 'ada'))
  await vi.advanceTimersByTimeAsync(5000)
  expect([await asked, released()]).toEqual(['CONNECTION_LOST', 0])
  giveOne()
  await vi.advanceTimersByTimeAsync(0)
  expect(released()).toBe(1)
})

test('one that comes in time is used, and given back once', async () => {
  const { db, giveOne, released } = exhaustedPool()
  const asked = balances(db, 'ada')
  await vi.advanceTimersByTimeAsync(4999)
  giveOne()
  expect([await asked, released()]).toEqual([[], 1])
})

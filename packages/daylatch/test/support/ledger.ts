import { expect } from 'vitest'
import type pg from 'pg'
import { balances, type Database, grant, type Reservation, reserve } from '../../src/index.ts'

/** Account `main` of unit `reading`, as the stories have it. */
export const reading = { unit: 'reading' }

/** Amount, held and version of the only account of `subject`; all 0 without one. */
export async function accountOf(db: Database, subject: string): Promise<readonly [number, number, number]> {
  const [balance, ...others] = await balances(db, subject)
  expect(others).toEqual([])
  return [balance?.amount ?? 0, balance?.held ?? 0, balance?.version ?? 0]
}

/** A subject with something to spend. */
export async function give(db: Database, subject: string, amount: number): Promise<void> {
  expect((await grant(db, subject, { ...reading, amount })).status).toBe('granted')
}

/** A reservation that is there. */
export async function setAside(
  db: Database,
  subject: string,
  amount: number,
  options: { key?: string; expiresInMs?: number } = {},
): Promise<Reservation> {
  const result = await reserve(db, subject, { ...reading, amount, ...options })
  if (result.status !== 'reserved') throw new Error(`Expected reserved, got ${result.status}`)
  return result.reservation
}

/** How often each status or error code came, as `status: n`. */
export async function countOutcomes(
  calls: readonly Promise<{ readonly status: string; readonly replayed?: boolean }>[],
): Promise<Readonly<Record<string, number>>> {
  const counts: Record<string, number> = {}
  for (const outcome of await Promise.allSettled(calls)) {
    const name =
      outcome.status === 'rejected'
        ? String((outcome.reason as { code?: string }).code ?? outcome.reason)
        : outcome.value.status + (outcome.value.replayed === true ? ' again' : '')
    counts[name] = (counts[name] ?? 0) + 1
  }
  return counts
}

/** Begins a transaction on a client of the test's own, and ends it by what `work` came to. */
export async function transaction<T>(
  pool: pg.Pool,
  work: (client: pg.PoolClient) => Promise<T>,
  begin = 'begin',
): Promise<T> {
  const client = await pool.connect()
  try {
    await client.query(begin)
    const value = await work(client)
    await client.query('commit')
    return value
  } catch (error) {
    await client.query('rollback')
    throw error
  } finally {
    client.release()
  }
}

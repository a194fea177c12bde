import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { sqlStateOf } from '../../src/dialect/postgres.ts'
import { grant, spend } from '../../src/index.ts'
import { claimInOneTransaction } from '../../src/once/claim-transaction.ts'
import { PeriodOffers } from '../../src/once/period-offer.ts'
import { checkInAction, checkInOnce } from '../support/check-in.ts'
import { freshDatabase } from '../support/fresh-database.ts'
import { outcomeOf } from '../support/outcome-of.ts'
import { someoneBlocked } from '../support/someone-blocked.ts'
import { tally } from '../support/tally.ts'
import { openTransaction } from '../support/transaction.ts'

describe('a claim after a spend of the same transaction', () => {
  test('is refused in development; claiming first is fine', async () => {
    const { db, pool } = await freshDatabase()
    await grant(db, 'ada', { unit: 'reading', amount: 5 })
    const own = await openTransaction(pool)
    await spend(own.db, 'ada', { unit: 'reading', amount: 5 })
    const checkIn = checkInOnce({ makeUp: { periodsBack: 1, perMonth: 1 } })
    const late = [
      checkIn.claim(own.db, 'ada'),
      checkIn.claimWith(own.db, 'ada', () => undefined),
      checkIn.makeUp(own.db, 'ada', '2026-11-21'),
    ]
    expect(await Promise.all(late.map(outcomeOf))).toEqual(late.map(() => 'WRONG_ORDER'))
    await own.end('rollback')
    const other = await openTransaction(pool)
    expect((await checkInOnce().claim(other.db, 'ada')).status).toBe('claimed')
    expect((await spend(other.db, 'ada', { unit: 'reading', amount: 30 })).status).toBe('spent')
    await other.end('commit')
    expect(await tally(pool)).toMatchObject({ claims: 1, entries: 3, paid: 0, balances: 0, broken: 0 })
  })

  test('its twin, in production, meets a batch in a deadlock', async () => {
    const { db, pool } = await freshDatabase()
    await grant(db, 'ada', { unit: 'reading', amount: 5 })
    vi.stubEnv('NODE_ENV', 'production')
    onTestFinished(() => void vi.unstubAllEnvs())
    const own = await openTransaction(pool)
    await spend(own.db, 'ada', { unit: 'reading', amount: 5 })
    // A batch whose wait for the account does not end before the server looks for deadlocks.
    const action = checkInAction()
    const session = await db.connect()
    const attempts = [{ id: crypto.randomUUID(), subject: 'ada', account: 'main' }]
    const offer = new PeriodOffers(action.rule).around(Date.now())
    const batch = claimInOneTransaction(session, action, attempts, offer, 60_000).then(
      () => 'claimed',
      (error: unknown) => sqlStateOf(error),
    )
    await someoneBlocked(pool)
    const ofClaim = await outcomeOf(checkInOnce({ lockTimeoutMs: 60_000 }).claim(own.db, 'ada'))
    await own.end('rollback')
    const ofBatch = await batch
    session.release()
    // Whoever asked the server first is the one that it undoes.
    expect(['40P01 fulfilled', 'claimed DEADLOCK']).toContain(`${ofBatch} ${ofClaim}`)
  })
})

import { expect, test } from 'vitest'
import { checkInOnce } from '../support/check-in.ts'
import { freshDatabase } from '../support/fresh-database.ts'
import { tally } from '../support/tally.ts'

async function claimTogether(fresh: Awaited<ReturnType<typeof freshDatabase>>): Promise<readonly string[]> {
  const checkIn = checkInOnce({ cacheSize: 0 })
  const claims = Array.from({ length: 30 }, async (_, n) => await checkIn.claim(fresh.db, `member-${n}`))
  return (await Promise.allSettled(claims)).map((result) =>
    result.status === 'rejected' ? (result.reason as { code: string }).code : result.value.status,
  )
}

test('an account that cannot hold more fails its own member, and nobody else', async () => {
  const fresh = await freshDatabase()
  await fresh.pool.query(`insert into daylatch.balance (subject, unit, account, amount, version)
    values ('member-7', 'reading', 'main', 9007199254740980, 0)`)
  const outcome = await claimTogether(fresh)
  expect(outcome).toEqual(Array.from({ length: 30 }, (_, n) => (n === 7 ? 'DATABASE' : 'claimed')))
  await fresh.pool.query(`delete from daylatch.balance where subject = 'member-7'`)
  expect(await tally(fresh.pool)).toEqual({
    latches: 29,
    claims: 29,
    entries: 29,
    paid: 725,
    balances: 725,
    broken: 0,
  })
})

test('a claim whose entry is gone fails its own member, and the winners beside it stay winners', async () => {
  const fresh = await freshDatabase()
  await checkInOnce().claim(fresh.db, 'member-7')
  await fresh.pool.query('delete from daylatch.entry')
  const outcome = await claimTogether(fresh)
  expect(outcome).toEqual(Array.from({ length: 30 }, (_, n) => (n === 7 ? 'INCONSISTENT' : 'claimed')))
})

test('a missing account is not taken for a claim in the way', async () => {
  const fresh = await freshDatabase()
  await checkInOnce().claim(fresh.db, 'member-7')
  await fresh.pool.query(`delete from daylatch.balance; update daylatch.claim set period = '2020-01-01',
    starts_at = '2020-01-01', ends_at = '2020-01-02'; delete from daylatch.latch`)
  await expect(checkInOnce().claim(fresh.db, 'member-7')).rejects.toMatchObject({ code: 'INCONSISTENT' })
})

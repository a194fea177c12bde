import { expect, test } from 'vitest'
import { fromPg, measureClock } from '../../src/index.ts'
import { shiftClock } from '../../src/testing/index.ts'
import { emptyDatabase } from '../support/empty-database.ts'
import { freshDatabase } from '../support/fresh-database.ts'

test('two clocks of one machine agree within the uncertainty of the measurement', async () => {
  const { db } = await freshDatabase()
  const { aheadMs, uncertaintyMs, replacedByMs } = await measureClock(db)
  expect(Math.abs(aheadMs)).toBeLessThanOrEqual(uncertaintyMs)
  expect(replacedByMs).toBe(0)
})

test('a clock that is an hour behind is measured, with what the round trip leaves open', async () => {
  const { db } = await freshDatabase()
  const real = Date.now
  Date.now = () => real() + 3_600_000
  const measured = await measureClock(db).finally(() => (Date.now = real))
  expect(Math.abs(measured.aheadMs + 3_600_000)).toBeLessThanOrEqual(measured.uncertaintyMs)
})

test('a clock that a test has replaced is told apart from a wrong one', async () => {
  const { db } = await freshDatabase()
  await shiftClock(db, -86_400_000)
  const { aheadMs, uncertaintyMs, replacedByMs } = await measureClock(db)
  expect(Math.abs(aheadMs)).toBeLessThanOrEqual(uncertaintyMs)
  expect(Math.round((replacedByMs ?? 0) / 1000)).toBe(-86_400)
})

test('without our schema there is no clock of ours to compare', async () => {
  const { pool } = await emptyDatabase()
  expect((await measureClock(fromPg(pool))).replacedByMs).toBe(null)
})

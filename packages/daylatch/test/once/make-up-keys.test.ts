import { expect, test } from 'vitest'
import { grant } from '../../src/index.ts'
import { freezeClock } from '../../src/testing/index.ts'
import { freshDatabase } from '../support/fresh-database.ts'
import { storedKeys } from '../support/keys.ts'
import { checkInWithMakeUp, morningOf, verdictOf } from '../support/make-up.ts'
import { outcomeOf } from '../support/outcome-of.ts'
import { tally } from '../support/tally.ts'

test('a make-up is answered again by its key, with what it cost then, months later too', async () => {
  const { db, pool } = await freshDatabase()
  await grant(db, 'ada', { unit: 'reading', amount: 40 })
  await freezeClock(db, morningOf('2026-11-22'))
  const checkIn = checkInWithMakeUp({ cost: { amount: 10, unit: 'reading' } })
  const made = await checkIn.makeUp(db, 'ada', '2026-11-20', { key: 'k', request: 'body' })
  await checkIn.claim(db, 'ada')
  const cheaper = checkInWithMakeUp({ cost: { amount: 1, unit: 'reading' } })
  await freezeClock(db, morningOf('2026-11-28'))
  expect(await cheaper.makeUp(db, 'ada', '2026-11-20', { key: 'k', request: 'body' })).toEqual({
    ...made,
    replayed: true,
  })
  expect(await tally(pool)).toMatchObject({ claims: 2, paid: 80, broken: 0 })
})

test('four calls at once with one key make it up once, and all are told so', async () => {
  const { db, connect, pool } = await freshDatabase()
  await freezeClock(db, morningOf('2026-11-22'))
  const checkIn = checkInWithMakeUp()
  const made = await Promise.all(
    [db, connect(), connect(), connect()].map(
      async (each) => await checkIn.makeUp(each, 'ada', '2026-11-20', { key: 'k' }),
    ),
  )
  expect(made.map(verdictOf)).toEqual(['made-up', 'made-up', 'made-up', 'made-up'])
  expect(made.filter((each) => each.status === 'made-up' && each.replayed).length).toBe(3)
  expect(await tally(pool)).toMatchObject({ claims: 1, paid: 25 })
})

test('a key stands for one request: another period, another body and an ordinary claim are refused', async () => {
  const { db } = await freshDatabase()
  await freezeClock(db, morningOf('2026-11-22'))
  const checkIn = checkInWithMakeUp()
  await checkIn.makeUp(db, 'ada', '2026-11-20', { key: 'k', request: 'one' })
  await checkIn.claim(db, 'ada', { key: 'today' })
  const others = [
    checkIn.makeUp(db, 'ada', '2026-11-21', { key: 'k', request: 'one' }),
    checkIn.makeUp(db, 'ada', '2026-11-20', { key: 'k', request: 'two' }),
    checkIn.claim(db, 'ada', { key: 'k', request: 'one' }),
    checkIn.makeUp(db, 'ada', '2026-11-21', { key: 'today' }),
  ]
  expect(await Promise.all(others.map(outcomeOf))).toEqual(others.map(() => 'KEY_REUSED'))
})

test('a refusal uses no key up', async () => {
  const { db, pool } = await freshDatabase()
  await freezeClock(db, morningOf('2026-11-22'))
  const checkIn = checkInWithMakeUp()
  expect(verdictOf(await checkIn.makeUp(db, 'ada', '2026-11-22', { key: 'k' }))).toBe('not-over')
  expect(await storedKeys(pool)).toEqual([])
  await freezeClock(db, morningOf('2026-11-23'))
  const made = await checkIn.makeUp(db, 'ada', '2026-11-22', { key: 'k' })
  expect([verdictOf(made), made.status === 'made-up' && made.replayed]).toEqual(['made-up', false])
})

import { expect, test } from 'vitest'
import { fromPg } from '../../src/index.ts'
import { freezeClock } from '../../src/testing/index.ts'
import { checkInOnce, morning, nextReset } from '../support/check-in.ts'
import { freshDatabase } from '../support/fresh-database.ts'
import { storedKeys } from '../support/keys.ts'
import { tally } from '../support/tally.ts'

test('a key that is used inside a transaction of the caller is kept with it, or not at all', async () => {
  const { db, pool } = await freshDatabase()
  await freezeClock(db, morning)
  const checkIn = checkInOnce()
  const client = await pool.connect()
  await client.query('begin')
  expect((await checkIn.claim(fromPg(client), 'ada', { key: 'k' })).status).toBe('claimed')
  await client.query('rollback')
  expect(await storedKeys(pool)).toEqual([])
  await client.query('begin')
  const { claim } = await checkIn.claim(fromPg(client), 'ada', { key: 'k' })
  await client.query('commit')
  client.release()
  await freezeClock(db, nextReset)
  const again = await checkIn.claim(db, 'ada', { key: 'k' })
  expect([again.status, again.replayed, again.claim.id]).toEqual(['claimed', true, claim.id])
  expect((await tally(pool)).paid).toBe(25)
})

test('inside a transaction a key is found again, refused for another request, and kept for a loser', async () => {
  const { db, pool } = await freshDatabase()
  await freezeClock(db, morning)
  const checkIn = checkInOnce()
  const won = await checkIn.claim(db, 'ada', { key: 'won' })
  await freezeClock(db, nextReset)
  const client = await pool.connect()
  const inside = fromPg(client)
  await client.query('begin')
  expect(await checkIn.claim(inside, 'ada', { key: 'won' })).toEqual({ ...won, replayed: true })
  await expect(checkIn.claim(inside, 'ada', { key: 'won', request: 'other' })).rejects.toMatchObject({
    code: 'KEY_REUSED',
  })
  const { claim } = await checkIn.claim(inside, 'ada')
  const lost = await checkIn.claim(inside, 'ada', { key: 'lost' })
  expect([lost.status, lost.replayed, lost.claim]).toEqual(['already', false, claim])
  await client.query('commit')
  client.release()
  expect((await storedKeys(pool)).map(({ key, won: isWon }) => [key, isWon])).toEqual([
    ['lost', false],
    ['won', true],
  ])
  expect(await tally(pool)).toMatchObject({ claims: 2, paid: 50 })
})

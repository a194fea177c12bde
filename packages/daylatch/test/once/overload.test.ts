import { Signal } from '@daylatch/test-kit'
import { expect, test } from 'vitest'
import { setPausePoint } from '../../src/testing/index.ts'
import { checkInOnce } from '../support/check-in.ts'
import { freshDatabase } from '../support/fresh-database.ts'
import { tally } from '../support/tally.ts'

test('a full queue refuses at once, and those who wait are served', async () => {
  const { db, pool } = await freshDatabase()
  const [reached, goOn] = [new Signal(), new Signal()]
  const remove = setPausePoint('before-latch', async () => {
    reached.set()
    await goOn.done
  })
  const checkIn = checkInOnce({ maxQueued: 3 })
  const waiting = ['ada', 'bo', 'cy'].map(async (subject) => await checkIn.claim(db, subject))
  await reached.done
  await expect(checkIn.claim(db, 'di')).rejects.toMatchObject({
    code: 'OVERLOADED',
    retryable: true,
    retryAfterMs: 1000,
  })
  remove()
  goOn.set()
  expect((await Promise.all(waiting)).map((result) => result.status)).toEqual([
    'claimed',
    'claimed',
    'claimed',
  ])
  expect((await checkIn.claim(db, 'di')).status).toBe('claimed')
  expect((await tally(pool)).claims).toBe(4)
})

test('callers who follow another request for the same member count too', async () => {
  const { db } = await freshDatabase()
  const checkIn = checkInOnce({ maxQueued: 2 })
  const results = await Promise.allSettled(
    Array.from({ length: 5 }, async () => await checkIn.claim(db, 'ada')),
  )
  const outcome = results.map((result) =>
    result.status === 'fulfilled' ? result.value.status : String(result.reason.code),
  )
  expect(outcome).toEqual(['claimed', 'already', 'OVERLOADED', 'OVERLOADED', 'OVERLOADED'])
})

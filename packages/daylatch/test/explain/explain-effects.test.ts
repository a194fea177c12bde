import { expect, test } from 'vitest'
import { atomically } from '../../src/drivers/atomically.ts'
import { releaseClaims } from '../../src/effect/release-claims.ts'
import { explain } from '../../src/index.ts'
import { freshDatabase } from '../support/fresh-database.ts'
import { messageOnce, text } from '../support/messages.ts'

test('a claim is told with its effect, also for the number that the effect was limited by', async () => {
  const { db } = await freshDatabase()
  const message = messageOnce()
  const { effect } = await message.send(db, 'client:7', text('hello', { also: ['number:1'] }))

  const explanation = await explain(db, 'number:1', { actions: [message] })

  expect(explanation.actions).toMatchObject([
    { action: 'message', claimed: 1, verdict: { state: 'closed', why: 'claimed' }, claims: [{ effect }] },
  ])
})

test('a released claim is told as such, and leaves its period missed', async () => {
  const { db } = await freshDatabase()
  const message = messageOnce()
  const { effect } = await message.send(db, 'client:7', text('hello'))
  if (effect === null) throw new Error('Expected an effect')
  await atomically(db, { lockTimeoutMs: 5000 }, async (session) => await releaseClaims(session, [effect]))

  const explanation = await explain(db, 'client:7', { actions: [message] })

  expect(explanation.actions).toMatchObject([
    {
      claimed: 0,
      verdict: { state: 'open', why: 'released' },
      claims: [{ effect, releasedAt: expect.any(Date) }],
    },
  ])
})

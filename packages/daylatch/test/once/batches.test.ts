import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { expect, onTestFinished, test } from 'vitest'
import { BATCH_CHANNEL, type BatchMessage } from '../../src/index.ts'
import { checkInOnce } from '../support/check-in.ts'
import { freshDatabase } from '../support/fresh-database.ts'

test('what gathered while a batch was under way is sent before the callers of that batch are told', async () => {
  const { db } = await freshDatabase()
  const checkIn = checkInOnce()
  const order: string[] = []
  const onBatch = (message: unknown): void => {
    order.push(`a batch of ${(message as BatchMessage).claims}`)
  }
  subscribe(BATCH_CHANNEL, onBatch)
  onTestFinished(() => void unsubscribe(BATCH_CHANNEL, onBatch))
  const claim = async (subject: string): Promise<void> => {
    const { status } = await checkIn.claim(db, subject)
    order.push(`${subject}: ${status}`)
  }
  await Promise.all(['ada', 'bob', 'cyd'].map(claim))
  expect(order).toEqual(['a batch of 1', 'a batch of 2', 'ada: claimed', 'bob: claimed', 'cyd: claimed'])
})

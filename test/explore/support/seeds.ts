import { freezeClock } from 'daylatch/testing'
import { grant, migrate, reserve } from 'daylatch'
import type { Process } from './process.ts'

/** What the operations find, besides 40 of reading that Ada has, and a claim of hers of two days ago but one. */
export interface Seeds {
  /** 10 of Ada's 40 are set aside. */
  readonly reservation: string
  /** A message to Ben that waits to leave. */
  readonly waiting: string
  /** One to Dan that has left, and nobody knows what became of it. */
  readonly lost: string
}

/** Two hours into the check-in's day. */
const morning = new Date('2026-11-22T02:00:00Z')

/** Plants what the operations work on, by the library itself. */
export async function plant({ db, checkIn, message, dispatcher }: Process): Promise<Seeds> {
  await migrate(db)
  await freezeClock(db, new Date(morning.getTime() - 86_400_000))
  await checkIn.claim(db, 'ada')
  await message.claimMany(db, ['cleo', 'number:2'])
  await freezeClock(db, morning)
  await grant(db, 'ada', { unit: 'reading', amount: 15 })
  const reserved = await reserve(db, 'ada', { unit: 'reading', amount: 10 })
  if (reserved.status !== 'reserved') throw new Error(`Expected reserved, got ${reserved.status}`)
  const wish = { gateway: 'sms', payload: { text: 'Hello' } }
  const lost = await message.send(db, 'dan', { ...wish, recipient: 'lost phone of dan' })
  await dispatcher.deliver(lost.effect?.id ?? '')
  const waiting = await message.send(db, 'ben', { ...wish, recipient: 'phone of ben', also: ['number:1'] })
  return {
    reservation: reserved.reservation.id,
    waiting: waiting.effect?.id ?? '',
    lost: lost.effect?.id ?? '',
  }
}

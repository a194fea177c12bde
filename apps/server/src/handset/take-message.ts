import { setTimeout as pause } from 'node:timers/promises'
import { type Accepted, type Behaviour, type Delivery, KEY_REUSED, REFUSED } from './protocol.ts'
import { Refusal } from './refusal.ts'
import { idOf, type Store } from './store.ts'

/** Between the answer and the receipt of a message that nothing holds up. */
const RECEIPT_AFTER_MS = 150

/**
 * Does with a message what the handset's behaviour is at this moment.
 *
 * An idempotency key that is alive comes first: its message has arrived, so it can no longer be refused, whatever the
 * behaviour is by now.
 *
 * @param gone aborted when the sender is no longer there
 * @returns the answer, or `undefined` for a connection that is to be closed without one
 * @throws {Refusal} nothing has arrived
 */
export async function takeMessage(
  store: Store,
  delivery: Delivery,
  gone: AbortSignal,
): Promise<Accepted | undefined> {
  const { behaviour } = store
  const isKnown = delivery.keyed && store.keyed(delivery.key) !== undefined
  if (behaviour.mode === 'refuse' && !isKnown) {
    throw new Refusal(422, REFUSED, 'The handset was told to refuse what arrives.')
  }
  const { seq, isNew } = await store.take(delivery, receiptsOf(behaviour))
  if (!isNew) await assertSame(store, seq, delivery)
  if (behaviour.mode === 'accept-and-close') return undefined
  if (behaviour.mode === 'stall') await waitFor(behaviour.seconds * 1000, gone)
  return { id: idOf(seq) }
}

function receiptsOf({ mode, seconds }: Behaviour): { count: number; at: number } {
  const isHeldUp = mode === 'stall' || mode === 'late-receipt'
  return {
    count: mode === 'double-receipt' ? 2 : 1,
    at: Date.now() + (isHeldUp ? seconds * 1000 : 0) + RECEIPT_AFTER_MS,
  }
}

async function assertSame(store: Store, seq: number, { number, text }: Delivery): Promise<void> {
  const first = await store.read(seq)
  if (first?.number === number && first.text === text) return
  throw new Refusal(422, KEY_REUSED, 'Another message has arrived under this key before. Use a new one.')
}

async function waitFor(ms: number, gone: AbortSignal): Promise<void> {
  try {
    await pause(ms, undefined, { signal: gone, ref: false })
  } catch (error) {
    if (!gone.aborted) throw error
  }
}

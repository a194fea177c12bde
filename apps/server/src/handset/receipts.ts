import { Poster } from './post-receipt.ts'
import type { HandsetReceipt } from './protocol.ts'
import { type Outcome, ReceiptLane } from './receipt-lane.ts'
import type { MessageRecord } from './records.ts'
import { idOf, type Store } from './store.ts'

const GIVEN_UP_AFTER_MS = 3 * 24 * 60 * 60 * 1000

/**
 * Posts delivery receipts to where they were asked for, until they are taken with a status of 2xx; for three days. A
 * server that is away holds up its own receipts and nobody else's.
 */
export class Receipts {
  readonly #lanes = new Map<string, ReceiptLane>()
  readonly #poster = new Poster()
  #early: (readonly [seq: number, url: string, at: number])[] | undefined = []
  #store: Store | undefined

  /** Before `start` they are only gathered. */
  add(seq: number, url: string, at: number): void {
    if (this.#early !== undefined) {
      this.#early.push([seq, url, at])
      return
    }
    const { origin } = new URL(url)
    let lane = this.#lanes.get(origin)
    if (lane === undefined) {
      lane = new ReceiptLane(async (due) => await this.#send(due))
      this.#lanes.set(origin, lane)
    }
    lane.add(seq, at)
  }

  start(store: Store): void {
    this.#store = store
    const early = this.#early ?? []
    this.#early = undefined
    for (const one of early) this.add(...one)
  }

  /** Breaks off what is under way; the next process sends it again. */
  async stop(): Promise<void> {
    const stopped = [...this.#lanes.values()].map(async (lane) => lane.stop())
    this.#poster.stop()
    await Promise.all(stopped)
  }

  async #send(seq: number): Promise<Outcome> {
    const store = this.#store
    const record = await store?.read(seq)
    if (store === undefined || record?.receiptUrl === undefined) return 'done'
    const status = await this.#poster.post(new URL(record.receiptUrl), JSON.stringify(receiptOf(record)))
    if (status !== undefined && status >= 200 && status < 300) {
      store.receiptDone(seq, false)
      return 'done'
    }
    if (Date.now() - record.arrivedAt > GIVEN_UP_AFTER_MS) {
      store.receiptDone(seq, true)
      return 'done'
    }
    return status === undefined || status >= 500 || status === 429 ? 'trouble' : 'refused'
  }
}

function receiptOf({ seq, attemptId, receiptAt }: MessageRecord): HandsetReceipt {
  return {
    messageId: idOf(seq),
    attemptId,
    status: 'delivered',
    deliveredAt: new Date(receiptAt).toISOString(),
  }
}

import {
  type Database,
  DaylatchError,
  type Receipt,
  recordReceipt,
  recordReceipts,
  type ReceiptResult,
} from 'daylatch'

/** Most receipts of one transaction: as many as the library takes. */
const BATCH = 256

interface Waiting {
  readonly receipt: Receipt
  readonly resolve: (result: ReceiptResult) => void
  readonly reject: (error: unknown) => void
}

/**
 * Records receipts many at a time: those that come in while one transaction is under way go with the next one. A gateway
 * that answers a thousand messages a second sends as many receipts, and one transaction for each would be the site's
 * main work.
 */
export class ReceiptQueue {
  readonly #db: Database
  #waiting: Waiting[] = []
  #isRunning = false

  constructor(db: Database) {
    this.#db = db
  }

  /** @throws {DaylatchError} as `recordReceipt` */
  async record(receipt: Receipt): Promise<ReceiptResult> {
    return await new Promise((resolve, reject) => {
      this.#waiting.push({ receipt, resolve, reject })
      if (!this.#isRunning) void this.#run()
    })
  }

  async #run(): Promise<void> {
    this.#isRunning = true
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.slice(0, BATCH)
      this.#waiting = this.#waiting.slice(BATCH)
      await this.#recordAll(batch)
    }
    this.#isRunning = false
  }

  async #recordAll(batch: readonly Waiting[]): Promise<void> {
    try {
      const results = await recordReceipts(
        this.#db,
        batch.map(({ receipt }) => receipt),
      )
      results.forEach((result, index) => batch[index]?.resolve(result))
    } catch (error) {
      // Somebody holds one of the effects: the others have nothing to do with it.
      const isStrangers = error instanceof DaylatchError && error.retryable && batch.length > 1
      if (isStrangers) for (const one of batch) await this.#recordOne(one)
      else for (const { reject } of batch) reject(error)
    }
  }

  async #recordOne({ receipt, resolve, reject }: Waiting): Promise<void> {
    await recordReceipt(this.#db, receipt).then(resolve, reject)
  }
}

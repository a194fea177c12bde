import type { ReceiptState } from './protocol.ts'
import type { MessageRecord } from './records.ts'

/** Where the line of a message is in the journal. */
export interface Place {
  readonly offset: number
  readonly bytes: number
}

/**
 * What is kept in memory of the messages: about 200 bytes each, whatever their texts are. The rest is read from the
 * journal when somebody asks.
 */
export class MessageIndex {
  /** The `seq` of the first message that is known; index 0 of the lists below. */
  #first = 1
  readonly #offsets: number[] = []
  readonly #bytes: number[] = []
  readonly #arrivedAt: number[] = []
  readonly #keyed: boolean[] = []
  readonly #unsent: number[] = []
  readonly #states: ReceiptState[] = []
  /** The message before this one with the same number, with the same key; 0 for none. */
  readonly #beforeOfNumber: number[] = []
  readonly #beforeOfKey: number[] = []
  readonly #latestOfNumber = new Map<string, number>()
  readonly #latestOfKey = new Map<string, number>()

  get size(): number {
    return this.#offsets.length
  }

  /** What the next message will be. */
  get nextSeq(): number {
    return this.#first + this.size
  }

  /** @throws {Error} unless it is the one after the last */
  add(record: MessageRecord, { offset, bytes }: Place): void {
    const { seq, number, key, receipts } = record
    if (this.size === 0) this.#first = seq
    if (seq !== this.nextSeq) throw new Error(`expected message ${this.nextSeq}, found ${seq}`)
    this.#offsets.push(offset)
    this.#bytes.push(bytes)
    this.#arrivedAt.push(record.arrivedAt)
    this.#keyed.push(record.keyed)
    this.#unsent.push(receipts)
    this.#states.push(stateOf(record))
    this.#beforeOfNumber.push(this.#latestOfNumber.get(number) ?? 0)
    this.#beforeOfKey.push(this.#latestOfKey.get(key) ?? 0)
    this.#latestOfNumber.set(number, seq)
    this.#latestOfKey.set(key, seq)
  }

  receiptDone(seq: number, gaveUp: boolean): void {
    const at = this.#at(seq)
    if (at === undefined) return
    this.#unsent[at] = gaveUp ? 0 : Math.max(0, (this.#unsent[at] ?? 0) - 1)
    if (gaveUp) this.#states[at] = 'given-up'
    else if (this.#unsent[at] === 0) this.#states[at] = 'sent'
  }

  place(seq: number): Place | undefined {
    const at = this.#at(seq)
    const offset = at === undefined ? undefined : this.#offsets[at]
    const bytes = at === undefined ? undefined : this.#bytes[at]
    return offset === undefined || bytes === undefined ? undefined : { offset, bytes }
  }

  receiptState(seq: number): ReceiptState {
    return this.#states[this.#at(seq) ?? -1] ?? 'none'
  }

  unsentReceipts(seq: number): number {
    return this.#unsent[this.#at(seq) ?? -1] ?? 0
  }

  /** The message that `key` stands for as an idempotency key, if one has arrived since `since`. */
  keyedSince(key: string, since: number): number | undefined {
    for (const seq of this.ofKey(key)) if (this.#isKeyedSince(seq, since)) return seq
    return undefined
  }

  /** The first message, of those before `limit`, that something still depends on: a receipt, or a key since `since`. */
  firstInUse(limit: number, since: number): number {
    let seq = this.#first
    while (seq < limit && this.unsentReceipts(seq) === 0 && !this.#isKeyedSince(seq, since)) seq += 1
    return seq
  }

  #isKeyedSince(seq: number, since: number): boolean {
    const at = this.#at(seq) ?? -1
    return this.#keyed[at] === true && (this.#arrivedAt[at] ?? 0) > since
  }

  /** Newest first, below `before`: of one number, or of all. */
  *newest(number: string | undefined, before: number): Generator<number> {
    if (number === undefined) {
      for (let seq = Math.min(before, this.nextSeq) - 1; seq >= this.#first; seq -= 1) yield seq
    } else yield* this.#chain(this.#latestOfNumber.get(number), this.#beforeOfNumber, before)
  }

  /** All messages with this key, the newest first. */
  *ofKey(key: string): Generator<number> {
    yield* this.#chain(this.#latestOfKey.get(key), this.#beforeOfKey, Number.POSITIVE_INFINITY)
  }

  *#chain(latest: number | undefined, before: readonly number[], limit: number): Generator<number> {
    for (let seq = latest ?? 0; this.#at(seq) !== undefined; seq = before[this.#at(seq) ?? -1] ?? 0) {
      if (seq < limit) yield seq
    }
  }

  #at(seq: number): number | undefined {
    const at = seq - this.#first
    return at >= 0 && at < this.size ? at : undefined
  }
}

function stateOf({ receipts, receiptUrl, gaveUp }: MessageRecord): ReceiptState {
  if (gaveUp === true) return 'given-up'
  if (receipts > 0) return 'waiting'
  return receiptUrl === undefined ? 'none' : 'sent'
}

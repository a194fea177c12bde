import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { replaceFile } from './replace-file.ts'
import { Journal } from './journal.ts'
import { MessageIndex } from './message-index.ts'
import {
  type Behaviour,
  type Delivery,
  type HandsetMessage,
  type HandsetPage,
  KEY_LIFETIME_MS,
  USUAL,
} from './protocol.ts'
import { type JournalRecord, type MessageRecord, parseRecord } from './records.ts'

/** When there are twice as many messages, the journal is written anew with this many. */
const KEPT = 200_000

export interface StoreOptions {
  /** Called once when nothing more can be written. */
  readonly onFailure: (error: unknown) => void
  /** Called for each receipt that is to be sent at `at`, those of an earlier process included. */
  readonly onReceipt: (seq: number, url: string, at: number) => void
  /** @default 200,000 */
  readonly kept?: number
}

/** What the handset knows: the journal, and an index of it in memory. Nothing is answered before it is on disk. */
export class Store {
  readonly #path: string
  readonly #options: StoreOptions
  #journal: Journal
  #index: MessageIndex
  #behaviour: Behaviour
  #nextLook: number
  #rewriting: Promise<void> | undefined

  private constructor(path: string, options: StoreOptions, loaded: Loaded) {
    this.#path = path
    this.#options = options
    this.#journal = loaded.journal
    this.#index = loaded.index
    this.#behaviour = loaded.behaviour
    this.#nextLook = 2 * this.#kept
  }

  /** Opens or makes the journal in `folder`. */
  static async open(folder: string, options: StoreOptions): Promise<Store> {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const path = join(folder, 'journal.jsonl')
    const store = new Store(path, options, await load(path, options))
    await store.#shorten()
    return store
  }

  get behaviour(): Behaviour {
    return this.#behaviour
  }

  get #kept(): number {
    return this.#options.kept ?? KEPT
  }

  /** Resolves when it is on disk, and holds from then on. */
  async behave(behaviour: Behaviour): Promise<void> {
    await this.#rewritten()
    const { mode, seconds } = behaviour
    await this.#journal.append({ kind: 'behaviour', mode, seconds }).synced
    this.#behaviour = { mode, seconds }
  }

  /**
   * Takes a message; resolves with its number when it is on disk. One that repeats an idempotency key which is still
   * alive is not new: it adds nothing, and gets the number of the first one.
   *
   * @param receipts how many receipts it will have, and from when on
   */
  async take(
    delivery: Delivery,
    receipts: { readonly count: number; readonly at: number },
  ): Promise<{ readonly seq: number; readonly isNew: boolean }> {
    await this.#rewritten()
    const known = delivery.keyed ? this.keyed(delivery.key) : undefined
    if (known !== undefined) {
      await this.#journal.settled()
      return { seq: known, isNew: false }
    }
    const record: MessageRecord = {
      kind: 'message',
      seq: this.#index.nextSeq,
      ...delivery,
      arrivedAt: Date.now(),
      receipts: delivery.receiptUrl === undefined ? 0 : receipts.count,
      receiptAt: receipts.at,
    }
    const { offset, bytes, synced } = this.#journal.append(record)
    this.#index.add(record, { offset, bytes })
    await synced
    this.#askReceipts(record)
    if (this.#index.size >= this.#nextLook) await this.#shorten()
    return { seq: record.seq, isNew: true }
  }

  /** The message that has arrived under an idempotency key which is still alive. */
  keyed(key: string): number | undefined {
    return this.#index.keyedSince(key, Date.now() - KEY_LIFETIME_MS)
  }

  /** What has arrived of one attempt. */
  async findAttempt(key: string, attemptId: string): Promise<HandsetMessage | undefined> {
    await this.#readable()
    for (const seq of [...this.#index.ofKey(key)]) {
      const record = await this.#read(seq)
      if (record?.attemptId === attemptId) return this.#shown(record)
    }
    return undefined
  }

  /** Undefined for one that is no longer kept. */
  async read(seq: number): Promise<MessageRecord | undefined> {
    await this.#readable()
    return await this.#read(seq)
  }

  /** Newest first, below `before`. */
  async page(number: string | undefined, before: number, limit: number): Promise<HandsetPage> {
    await this.#readable()
    const items: HandsetMessage[] = []
    let last = before
    for (const seq of this.#index.newest(number, before)) {
      if (items.length === limit) return { items, nextCursor: String(last) }
      const record = await this.#read(seq)
      if (record !== undefined) items.push(this.#shown(record))
      last = seq
    }
    return { items, nextCursor: null }
  }

  /** Not waited for: one that is forgotten in a crash is sent again, which receivers have to bear anyway. */
  receiptDone(seq: number, gaveUp: boolean): void {
    void this.#rewritten().then(() => {
      this.#journal.append({ kind: 'receipt', seq, ...(gaveUp ? { gaveUp } : {}) })
      this.#index.receiptDone(seq, gaveUp)
    })
  }

  async close(): Promise<void> {
    await this.#rewritten()
    await this.#journal.close()
  }

  async #rewritten(): Promise<void> {
    while (this.#rewriting !== undefined) await this.#rewriting
  }

  /** Resolves when everything that the index names can be read from the file. */
  async #readable(): Promise<void> {
    await this.#rewritten()
    await this.#journal.settled()
  }

  async #read(seq: number): Promise<MessageRecord | undefined> {
    const place = this.#index.place(seq)
    if (place === undefined) return undefined
    const record = parseRecord(await this.#journal.read(place.offset, place.bytes))
    return record?.kind === 'message' ? record : undefined
  }

  #askReceipts({ seq, receiptUrl, receiptAt, receipts }: MessageRecord): void {
    if (receiptUrl === undefined) return
    for (let left = receipts; left > 0; left -= 1) this.#options.onReceipt(seq, receiptUrl, receiptAt)
  }

  #shown(record: MessageRecord): HandsetMessage {
    const { seq, number, text, attemptId, arrivedAt } = record
    return {
      id: idOf(seq),
      number,
      text,
      attemptId,
      arrivedAt: new Date(arrivedAt).toISOString(),
      receipt: this.#index.receiptState(seq),
    }
  }

  /** Forgets the oldest messages, where there are far more than are kept and nothing depends on them. */
  async #shorten(): Promise<void> {
    if (this.#rewriting !== undefined) return await this.#rewriting
    const newest = this.#index.nextSeq
    const first = this.#index.firstInUse(newest - this.#kept, Date.now() - KEY_LIFETIME_MS)
    this.#nextLook = this.#index.size + this.#kept
    if (newest - first > 2 * this.#kept || this.#index.size < 2 * this.#kept) return
    const rewritten = this.#rewrite(first, newest)
    this.#rewriting = rewritten.catch(this.#options.onFailure)
    await this.#rewriting
    this.#rewriting = undefined
  }

  async #rewrite(first: number, newest: number): Promise<void> {
    const journal = this.#journal
    const index = this.#index
    await journal.settled()
    const { mode, seconds } = this.#behaviour
    async function* lines(): AsyncGenerator<string> {
      yield `${JSON.stringify({ kind: 'behaviour', mode, seconds } satisfies JournalRecord)}\n`
      for (let seq = first; seq < newest; seq += 1) {
        const { offset, bytes } = index.place(seq) ?? { offset: 0, bytes: 0 }
        const record = parseRecord(await journal.read(offset, bytes))
        if (record?.kind !== 'message') throw new Error(`Message ${seq} cannot be read again`)
        const receipts = index.unsentReceipts(seq)
        const gaveUp = index.receiptState(seq) === 'given-up' ? { gaveUp: true as const } : {}
        yield `${JSON.stringify({ ...record, receipts, ...gaveUp } satisfies MessageRecord)}\n`
      }
    }
    await replaceFile(this.#path, lines())
    await journal.close()
    const loaded = await load(this.#path, { ...this.#options, onReceipt: () => undefined })
    this.#journal = loaded.journal
    this.#index = loaded.index
    this.#nextLook = 2 * this.#kept
  }
}

/** How a message is called outside. */
export function idOf(seq: number): string {
  return `h-${seq}`
}

interface Loaded {
  readonly journal: Journal
  readonly index: MessageIndex
  readonly behaviour: Behaviour
}

async function load(path: string, { onFailure, onReceipt }: StoreOptions): Promise<Loaded> {
  const index = new MessageIndex()
  const due = new Map<number, MessageRecord>()
  let behaviour = USUAL
  let line = 0
  const journal = await Journal.open(
    path,
    (text, offset, bytes) => {
      line += 1
      const record = parseRecord(text)
      if (record === undefined) throw unreadable(path, line)
      if (record.kind === 'behaviour') behaviour = { mode: record.mode, seconds: record.seconds }
      else if (record.kind === 'receipt') {
        index.receiptDone(record.seq, record.gaveUp === true)
        if (index.unsentReceipts(record.seq) === 0) due.delete(record.seq)
      } else {
        index.add(record, { offset, bytes })
        if (record.receipts > 0) due.set(record.seq, record)
      }
    },
    onFailure,
  )
  for (const [seq, { receiptUrl, receiptAt }] of due) {
    if (receiptUrl === undefined) continue
    for (let left = index.unsentReceipts(seq); left > 0; left -= 1) onReceipt(seq, receiptUrl, receiptAt)
  }
  return { journal, index, behaviour }
}

function unreadable(path: string, line: number): Error {
  return new Error(
    `Line ${line} of ${path} cannot be read. Move the file away to begin with an empty handset, and start again.`,
  )
}

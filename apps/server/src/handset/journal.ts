import { type FileHandle, open } from 'node:fs/promises'
import type { JournalRecord } from './records.ts'

const NEWLINE = 0x0a
const CHUNK = 1 << 20

/** Called with each record of the file in order, and where its line begins. */
export type Replay = (line: string, offset: number, bytes: number) => void

interface Batch {
  readonly lines: string[]
  readonly synced: Promise<void>
  readonly settle: { resolve(): void; reject(error: unknown): void }
}

/**
 * An append-only file of lines. Whoever appends waits until his line is on disk; all that is appended while one `fsync`
 * is under way goes with the next one, so that many share it.
 *
 * A write that fails leaves it unknown what is on disk. Nothing more can be appended then: the process is expected to
 * end, and the next one to look.
 */
export class Journal {
  readonly #file: FileHandle
  readonly #onFailure: (error: unknown) => void
  #end: number
  #next: Batch | undefined
  #writing: Promise<void> | undefined

  private constructor(file: FileHandle, end: number, onFailure: (error: unknown) => void) {
    this.#file = file
    this.#end = end
    this.#onFailure = onFailure
  }

  /**
   * Opens or makes the file, and reads it through. A last line without its end, which a crash has left behind, was never
   * acknowledged to anybody and is cut off.
   */
  static async open(path: string, replay: Replay, onFailure: (error: unknown) => void): Promise<Journal> {
    const file = await open(path, 'a+', 0o600)
    try {
      const end = await readLines(file, replay)
      await file.truncate(end)
      await file.datasync()
      return new Journal(file, end, onFailure)
    } catch (error) {
      await file.close()
      throw error
    }
  }

  /** Bytes of all lines, those included that are being written. */
  get bytes(): number {
    return this.#end
  }

  /**
   * Adds a line.
   *
   * @returns where it begins and its length; and a promise for the moment in which it is on disk
   */
  append(record: JournalRecord): { offset: number; bytes: number; synced: Promise<void> } {
    const line = `${JSON.stringify(record)}\n`
    const offset = this.#end
    const bytes = Buffer.byteLength(line)
    this.#end += bytes
    const batch = (this.#next ??= newBatch())
    batch.lines.push(line)
    this.#writing ??= this.#writeAll().finally(() => (this.#writing = undefined))
    return { offset, bytes, synced: batch.synced }
  }

  /** Resolves when everything that was appended so far is on disk. */
  async settled(): Promise<void> {
    await (this.#next?.synced ?? this.#writing)
  }

  /** The text of a line that is on disk. */
  async read(offset: number, bytes: number): Promise<string> {
    const { buffer, bytesRead } = await this.#file.read(Buffer.allocUnsafe(bytes), 0, bytes, offset)
    if (bytesRead !== bytes) throw new Error('The journal of the handset is shorter than it was')
    return buffer.toString('utf8', 0, bytes - 1)
  }

  async close(): Promise<void> {
    await this.settled()
    await this.#file.close()
  }

  async #writeAll(): Promise<void> {
    // One turn of the event loop, in which the other requests that have just arrived join the first batch.
    await new Promise((resolve) => setImmediate(resolve))
    for (let batch = this.#next; batch !== undefined; batch = this.#next) {
      this.#next = undefined
      try {
        await this.#file.appendFile(batch.lines.join(''))
        await this.#file.datasync()
        batch.settle.resolve()
      } catch (error) {
        batch.settle.reject(error)
        this.#onFailure(error)
        return
      }
    }
  }
}

function newBatch(): Batch {
  let settle: Batch['settle'] | undefined
  const synced = new Promise<void>((resolve, reject) => {
    settle = { resolve, reject }
  })
  // Whoever waits hears of a failure too; nobody may be waiting.
  synced.catch(() => undefined)
  if (settle === undefined) throw new TypeError('Expected a promise to begin at once')
  return { lines: [], synced, settle }
}

/** @returns the end of the last whole line */
async function readLines(file: FileHandle, replay: Replay): Promise<number> {
  let at = 0
  let rest: Buffer = Buffer.alloc(0)
  for (;;) {
    const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(CHUNK), 0, CHUNK, at + rest.length)
    if (bytesRead === 0) return at
    const bytes = Buffer.concat([rest, buffer.subarray(0, bytesRead)])
    let from = 0
    for (let end = bytes.indexOf(NEWLINE); end !== -1; end = bytes.indexOf(NEWLINE, from)) {
      replay(bytes.toString('utf8', from, end), at, end + 1 - from)
      at += end + 1 - from
      from = end + 1
    }
    rest = bytes.subarray(from)
  }
}

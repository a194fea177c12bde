/** Reads the body of a message from left to right. Throws a `RangeError` behind its end. */
export class Reader {
  readonly #bytes: Buffer
  #at: number

  constructor(bytes: Buffer, start: number) {
    this.#bytes = bytes
    this.#at = start
  }

  get hasMore(): boolean {
    return this.#at < this.#bytes.length
  }

  byte(): number {
    return this.#bytes.readUInt8(this.#at++)
  }

  int16(): number {
    this.#at += 2
    return this.#bytes.readInt16BE(this.#at - 2)
  }

  int32(): number {
    this.#at += 4
    return this.#bytes.readInt32BE(this.#at - 4)
  }

  /** A text that ends with a zero byte. */
  text(): string {
    const end = this.#bytes.indexOf(0, this.#at)
    if (end < 0) throw new RangeError('A text without an end')
    const text = this.#bytes.toString('utf8', this.#at, end)
    this.#at = end + 1
    return text
  }

  bytes(length: number): Buffer {
    const start = this.#at
    if (start + length > this.#bytes.length) throw new RangeError('A message that ends too early')
    this.#at = start + length
    return this.#bytes.subarray(start, this.#at)
  }

  /** Length and bytes, or `null` where the length says NULL. */
  value(): Buffer | null {
    const length = this.int32()
    return length < 0 ? null : this.bytes(length)
  }

  /** A count of 16 bits and that many of what `read` reads. */
  list<T>(read: () => T): T[] {
    return Array.from({ length: this.int16() }, read)
  }
}

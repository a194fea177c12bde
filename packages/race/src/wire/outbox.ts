/**
 * Bytes that wait to be written in one go. Messages that stood side by side when they came stay one piece, so that what
 * passes unchanged is not copied.
 */
export class Outbox {
  #pieces: Buffer[] = []
  #from: Buffer | null = null
  #start = 0
  #end = 0

  get isEmpty(): boolean {
    return this.#from === null && this.#pieces.length === 0
  }

  add(bytes: Buffer): void {
    const from = this.#from
    if (from !== null && from.buffer === bytes.buffer && this.#end === bytes.byteOffset) {
      this.#end += bytes.length
      return
    }
    this.#cut()
    this.#from = bytes
    this.#start = bytes.byteOffset
    this.#end = bytes.byteOffset + bytes.length
  }

  /** All of it, as one buffer. Empty afterwards. */
  take(): Buffer {
    this.#cut()
    const pieces = this.#pieces
    this.#pieces = []
    return pieces.length === 1 && pieces[0] !== undefined ? pieces[0] : Buffer.concat(pieces)
  }

  #cut(): void {
    const from = this.#from
    if (from === null) return
    this.#from = null
    this.#pieces.push(Buffer.from(from.buffer as ArrayBuffer, this.#start, this.#end - this.#start))
  }
}

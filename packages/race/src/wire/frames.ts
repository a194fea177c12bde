import type { Message } from './message.ts'

/** No client and no server sends a longer message; one that claims to is no PostgreSQL. */
const longest = 0x4000_0000

/**
 * Cuts what comes over a socket into messages, without copying those that arrive in one piece. Throws a `RangeError` at
 * a length that no message has; nothing after that can be read.
 */
export class Frames {
  #parts: Buffer[] = []
  #length = 0
  #needed = 5

  /** Hands over each message that is complete now, in order. */
  push(chunk: Buffer, take: (message: Message) => void): void {
    let rest = chunk
    if (this.#length > 0) {
      this.#parts.push(chunk)
      this.#length += chunk.length
      // A row of many megabytes comes in many chunks: they are put together once, not at each of them.
      if (this.#length < this.#needed) return
      rest = Buffer.concat(this.#parts, this.#length)
      this.#parts = []
      this.#length = 0
    }
    let start = 0
    for (;;) {
      const left = rest.length - start
      this.#needed = left < 5 ? 5 : lengthAt(rest, start)
      if (left < this.#needed) break
      take(rest.subarray(start, (start += this.#needed)))
    }
    if (start === rest.length) return
    this.#parts.push(start === 0 ? rest : rest.subarray(start))
    this.#length = rest.length - start
  }

  /** What has come of a message that is not complete. */
  rest(): Buffer {
    return Buffer.concat(this.#parts, this.#length)
  }
}

function lengthAt(bytes: Buffer, start: number): number {
  const length = bytes.readUInt32BE(start + 1)
  if (length < 4 || length > longest) throw new RangeError(`A message of ${length} bytes`)
  return length + 1
}

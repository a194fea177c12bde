/** Who asks next. */
export class Requests {
  /** How many members of the fresh block have asked. */
  used = 0
  /** Whether somebody was asked for after the last. */
  ranOut = false
  #made = 0
  #repeats = 0
  #slice
  #fresh
  #repeated

  /**
   * @param {import('./slice.mjs').Slice} slice
   * @param {readonly Buffer[]} fresh
   * @param {readonly Buffer[]} repeated
   */
  constructor(slice, fresh, repeated) {
    this.#slice = slice
    this.#fresh = fresh
    this.#repeated = repeated
  }

  /** @returns {Buffer | undefined} none when the limit is reached, or everybody has asked */
  next() {
    const { limit = Infinity, repeats, isEndless, inARow = 1 } = this.#slice
    if (this.#made >= limit) return undefined
    this.#made += 1
    if (repeats !== undefined && this.#repeats < this.#made * repeats.share) {
      this.#repeats += 1
      // A step that is prime to the usual sizes of a block: neighbours in time are none in the table.
      return this.#repeated[(this.#repeats * 7919) % this.#repeated.length]
    }
    if (isEndless) return this.#fresh[Math.floor(this.used++ / inARow) % this.#fresh.length]
    const request = this.#fresh[this.used]
    if (request === undefined) this.ranOut = true
    else this.used += 1
    return request
  }
}

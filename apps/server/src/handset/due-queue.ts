/** What is due earliest comes first; a binary heap. */
export class DueQueue<T> {
  readonly #heap: { readonly at: number; readonly value: T }[] = []

  get size(): number {
    return this.#heap.length
  }

  /** When the first is due, or `undefined` if there is none. */
  get nextAt(): number | undefined {
    return this.#heap[0]?.at
  }

  add(at: number, value: T): void {
    const heap = this.#heap
    heap.push({ at, value })
    for (let child = heap.length - 1; child > 0;) {
      const parent = (child - 1) >> 1
      if (this.#at(parent) <= this.#at(child)) return
      this.#swap(parent, child)
      child = parent
    }
  }

  take(): T | undefined {
    const heap = this.#heap
    const first = heap[0]
    const last = heap.pop()
    if (first === undefined || last === undefined || first === last) return first?.value
    heap[0] = last
    for (let parent = 0; ;) {
      let least = parent
      for (const child of [2 * parent + 1, 2 * parent + 2])
        if (this.#at(child) < this.#at(least)) least = child
      if (least === parent) return first.value
      this.#swap(parent, least)
      parent = least
    }
  }

  #at(index: number): number {
    return this.#heap[index]?.at ?? Number.POSITIVE_INFINITY
  }

  #swap(one: number, other: number): void {
    const [a, b] = [this.#heap[one], this.#heap[other]]
    if (a === undefined || b === undefined) return
    this.#heap[one] = b
    this.#heap[other] = a
  }
}

/** Questions from process to process that have no answer yet, by number. */
export class Questions<Answer> {
  readonly #open = new Map<number, (answer: Answer) => void>()
  #last = 0

  /**
   * Sends a question with its number.
   *
   * @returns the answer, or `undefined` when there is none within `timeoutMs`: the other process may be dying
   */
  async ask(send: (id: number) => void, timeoutMs: number): Promise<Answer | undefined> {
    const id = (this.#last += 1)
    let timer: NodeJS.Timeout | undefined
    const answered = new Promise<Answer>((resolve) => {
      this.#open.set(id, resolve)
    })
    const late = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => resolve(undefined), timeoutMs)
    })
    try {
      send(id)
      return await Promise.race([answered, late])
    } finally {
      clearTimeout(timer)
      this.#open.delete(id)
    }
  }

  answer(id: number, answer: Answer): void {
    this.#open.get(id)?.(answer)
  }
}

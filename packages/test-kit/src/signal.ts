/** Something that happens once and that others wait for. Setting it again changes nothing. */
export class Signal {
  readonly done: Promise<void>
  #resolve: () => void = () => undefined
  #isSet = false

  constructor() {
    this.done = new Promise((resolve) => (this.#resolve = resolve))
  }

  get isSet(): boolean {
    return this.#isSet
  }

  set(): void {
    this.#isSet = true
    this.#resolve()
  }
}

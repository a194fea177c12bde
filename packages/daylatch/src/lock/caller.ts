import { isDevelopmentLately } from '../development.ts'

/** A caller has been met whose stack could not be told later; all are looked at when they call from then on. */
let looksAtOnce = false

const HERE = 'locked here'
const UNSEEN = '    by a caller who does not await; from now on stacks are taken when a lock is asked for'

/**
 * Who asked for a lock, for reports. Taking a stack costs a fifth of the whole transaction, and hardly any is ever read.
 *
 * So in production it is taken when a report asks for it: V8 follows who awaits whom back from the function that waits
 * for the lock. That misses callers who do not await (`.then`): the first report of one says so, and from then on stacks
 * are taken when a lock is asked for, as they always are in development.
 */
export class Caller {
  #stack: Error | undefined = looksAtOnce || isDevelopmentLately() ? new Error(HERE) : undefined
  readonly #asking: ((stack: string) => void)[] = []
  #wake: (() => void) | undefined

  /** Calls `use` with the stack: at once where it is known, else as soon as the function that waits has looked. */
  ask(use: (stack: string) => void): void {
    if (this.#stack !== undefined) {
      use(this.#stack.stack ?? '')
    } else {
      this.#asking.push(use)
      this.#wake?.()
    }
  }

  /** For the function that waits. `undefined` as soon as somebody asks: it has to `look`, and then to wait again. */
  outcomeOf<T>(running: Promise<T>): Promise<T | undefined> {
    if (this.#stack !== undefined) return running
    return new Promise((resolve, reject) => {
      this.#wake = () => resolve(undefined)
      running.then(resolve, reject)
    })
  }

  /** To be called by the very function that waits: whoever awaits that one is what can be seen from there. */
  look(): void {
    const stack = new Error(HERE)
    if (!namesSomebody(stack.stack ?? '')) {
      looksAtOnce = true
      stack.stack += `\n${UNSEEN}`
    }
    this.#stack = stack
    for (const use of this.#asking.splice(0)) use(stack.stack ?? '')
  }
}

/** Whether there is anything above `look` and the function that waits. Formatters of stacks differ in their words. */
function namesSomebody(stack: string): boolean {
  const frames = stack.split('\n').filter((line) => /^\s+at /.test(line) && !line.includes('node:internal'))
  return frames.length > 2
}

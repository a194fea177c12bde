import { fstatSync } from 'node:fs'
import { destination, type DestinationStream } from 'pino'

/** Where lines go in the end, as `destination` of pino makes it. */
export interface LogTarget {
  write(text: string): unknown
  flush(done: (error?: Error) => void): void
  flushSync(): void
}

/**
 * Lines of a log, those of one turn of the event loop in one write. Under load a turn has dozens of lines, and each write costs
 * as much as all that is in them; whoever reads the log beside the site waits no longer for that.
 */
export class LogLines implements DestinationStream {
  readonly #target: LogTarget
  #gathered = ''

  constructor(target: LogTarget) {
    this.#target = target
  }

  write(line: string): void {
    if (this.#gathered === '') setImmediate(this.handOver)
    this.#gathered += line
  }

  /** Writes what was gathered. */
  readonly handOver = (): void => {
    if (this.#gathered === '') return
    const text = this.#gathered
    this.#gathered = ''
    this.#target.write(text)
  }

  flush(done: (error?: Error) => void): void {
    this.handOver()
    this.#target.flush(done)
  }

  flushSync(): void {
    this.handOver()
    this.#target.flushSync()
  }
}

/**
 * Standard error; all of it, also of a process that ends in the middle of a turn.
 *
 * A file takes what it is given at once, for less than it costs to wake another thread for it. Whoever reads a pipe may be
 * slow, and is not waited for.
 */
export function standardError(): LogLines {
  let lines: LogLines | undefined
  // Before the target is made, which writes what it has when the process ends, and must have all by then.
  process.once('exit', () => lines?.handOver())
  lines = new LogLines(destination({ fd: 2, sync: fstatSync(2).isFile() }))
  return lines
}

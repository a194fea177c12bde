import type { WriteStream } from 'node:tty'

/** Shows how far a long look at the tables has come, on standard error. */
export interface Progress {
  update(done: number, total: number): void
  /** Takes the bar away, or says the last line. */
  end(): void
}

const WIDTH = 32
const REDRAW_MS = 100
/** Lines of a log: seldom enough to be read. */
const LINE_MS = 5000

/**
 * A bar on a terminal; elsewhere, such as in a log, a line every five seconds and one at the end.
 *
 * @param what is counted, such as `subjects`
 */
export function showProgress(
  what: string,
  stream: Pick<WriteStream, 'write' | 'isTTY'> = process.stderr,
  now: () => number = () => performance.now(),
): Progress {
  return stream.isTTY ? bar(what, stream, now) : lines(what, stream, now)
}

function bar(what: string, stream: Pick<WriteStream, 'write'>, now: () => number): Progress {
  let drawnAt = -Infinity
  return {
    update(done, total) {
      if (now() - drawnAt < REDRAW_MS && done < total) return
      drawnAt = now()
      const filled = total === 0 ? WIDTH : Math.min(WIDTH, Math.floor((done / total) * WIDTH))
      stream.write(
        `\r\x1b[K[${'█'.repeat(filled)}${'·'.repeat(WIDTH - filled)}] ${percent(done, total)}  ${done} of about ${total} ${what}`,
      )
    },
    end() {
      stream.write('\r\x1b[K')
    },
  }
}

function lines(what: string, stream: Pick<WriteStream, 'write'>, now: () => number): Progress {
  let saidAt = now()
  let last: readonly [number, number] | undefined
  const say = (done: number, total: number): void => {
    stream.write(`${done} of about ${total} ${what} (${percent(done, total)})\n`)
    saidAt = now()
    last = undefined
  }
  return {
    update(done, total) {
      last = [done, total]
      if (now() - saidAt >= LINE_MS) say(done, total)
    },
    end() {
      if (last !== undefined) say(...last)
    },
  }
}

function percent(done: number, total: number): string {
  return `${total === 0 ? 100 : Math.floor((done / total) * 100)} %`
}

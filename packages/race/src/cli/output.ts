import type { Output, Progress } from './command.ts'

/** A stream that a terminal or a file may stand behind. */
export interface Sink {
  write(text: string): unknown
  readonly isTTY?: boolean
}

const REDRAW_MS = 100
/** Seldom enough for a log to be read. */
const LINE_MS = 5000

/** The command's output: results on `stdout`, all else on `stderr`. NO_COLOR and FORCE_COLOR are heeded. */
export function outputTo(
  stdout: Sink,
  stderr: Sink,
  environment: NodeJS.ProcessEnv,
  now: () => number = () => performance.now(),
): Output {
  const forced = environment['FORCE_COLOR'] ?? ''
  const isPlain = (environment['NO_COLOR'] ?? '') !== ''
  return {
    print: (text) => void stdout.write(ended(text)),
    say: (text) => void stderr.write(ended(text)),
    progress: showProgress(stderr, now),
    color: forced !== '' ? forced !== '0' : !isPlain && stdout.isTTY === true,
  }
}

function showProgress(stderr: Sink, now: () => number): Progress {
  const isTerminal = stderr.isTTY === true
  const pauseMs = isTerminal ? REDRAW_MS : LINE_MS
  let toldAt = isTerminal ? -Infinity : now()
  let isShown = false
  return {
    update(line) {
      if (now() - toldAt < pauseMs) return
      toldAt = now()
      isShown = isTerminal
      stderr.write(isTerminal ? `\r\x1b[K${line}` : `${line}\n`)
    },
    end() {
      if (isShown) stderr.write('\r\x1b[K')
      isShown = false
    },
  }
}

function ended(text: string): string {
  return text.endsWith('\n') ? text : `${text}\n`
}

import { type DestinationStream, type Logger, pino } from 'pino'
import { standardError } from './log-lines.ts'

/**
 * The log: JSON lines on standard error. Requests are logged by id, method, path and status only; no header, no body
 * and no query string ever is, because that is where cookies, passwords and tokens are.
 */
export function createLog(
  bindings: Readonly<Record<string, unknown>> = {},
  stream: DestinationStream = standardError(),
): Logger {
  return pino(
    {
      level: 'info',
      base: { pid: process.pid, ...bindings },
      timestamp: timeText,
      formatters: { level: (level) => ({ level }) },
      serializers: { err: describeError, req: () => undefined, res: () => undefined },
    },
    stream,
  )
}

let last = { at: Number.NaN, text: '' }

/** Made once a millisecond: under load there are many lines in one. */
function timeText(): string {
  const at = Date.now()
  if (at !== last.at) last = { at, text: `,"time":"${new Date(at).toISOString()}"` }
  return last.text
}

/** Name, code, text and stack of an error and of what caused it. Nothing else of it: `pg` hangs values of rows on its own. */
function describeError(error: unknown, depth = 0): unknown {
  if (!(error instanceof Error)) return { message: redact(String(error)) }
  const { code } = error as { readonly code?: unknown }
  return {
    name: error.name,
    ...(typeof code === 'string' ? { code } : {}),
    message: redact(error.message),
    stack: redact(error.stack ?? ''),
    ...(error.cause !== undefined && depth < 4 ? { cause: describeError(error.cause, depth + 1) } : {}),
  }
}

/** The password in anything that looks like an address with one. */
export function redact(text: string): string {
  return text.replaceAll(/([a-z][a-z0-9+.-]*:\/\/[^\s:/@]*):[^\s@]*@/gi, '$1:***@')
}

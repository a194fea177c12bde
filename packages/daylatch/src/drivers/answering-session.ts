import type { Result, Session, Statement } from './database.ts'
import { asFailure } from './trouble.ts'

/** How much longer than its wait for rows a statement may take before its connection is given up. */
const REPLY_MARGIN_MS = 8000

export function replyTimeoutMs(lockTimeoutMs: number): number {
  return lockTimeoutMs + REPLY_MARGIN_MS
}

/**
 * The same session, whose statements answer within `limitMs` or fail, and fail with a `DaylatchError`.
 *
 * A statement without an answer closes the connection, unless that is the caller's. Nothing is cancelled on the server:
 * a cancelled wait for a standby would be acknowledged.
 */
export function answering<Tx>(session: Session<Tx>, limitMs: number): Session<Tx> {
  return {
    tx: session.tx,
    warnings: session.warnings,
    select: async (query, suffix) => await session.select(query, suffix),
    selectBehind: async (first, query, suffix) => await session.selectBehind(first, query, suffix),
    query: async (statement) => await answerOf(session, statement, limitMs),
    release: (broken) => session.release(broken),
  }
}

async function answerOf(session: Session, statement: Statement, limitMs: number): Promise<Result> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const error = new Error('The database did not answer in time')
      session.release(error)
      reject(error)
    }, limitMs)
  })
  try {
    return await Promise.race([session.query(statement), late])
  } catch (error) {
    throw asFailure(error)
  } finally {
    clearTimeout(timer)
  }
}

import type { Database } from 'daylatch'

type Session = Awaited<ReturnType<Database['connect']>>

/**
 * The same database, with every statement as `rewrite` gives it back.
 *
 * Nobody is notified: a process does that beside its work and at most every 50 ms, so a clock would choose the order, and
 * nothing that is written depends on it.
 */
export function withStatements(db: Database, rewrite: (text: string) => string): Database {
  return {
    ...db,
    connect: async (): Promise<Session> => {
      const session = await db.connect()
      return {
        tx: session.tx,
        warnings: session.warnings,
        select: (query, suffix) => session.select(query, suffix),
        selectBehind: (first, query, suffix) => session.selectBehind(first, query, suffix),
        query: async (statement) =>
          /\bpg_notify\(/.test(statement.text)
            ? { command: 'SELECT', rows: [] }
            : await session.query({ ...statement, text: rewrite(statement.text) }),
        release: (broken) => session.release(broken),
      }
    },
  }
}

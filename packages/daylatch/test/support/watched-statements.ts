import type { Database, Session, Statement } from '../../src/drivers/database.ts'

/** The same database, with another way to send a statement. */
export function withQuery<Tx>(
  db: Database<Tx>,
  queryOf: (session: Session<Tx>) => Session['query'],
): Database<Tx> {
  return {
    ...db,
    connect: async () => {
      const session = await db.connect()
      return {
        tx: session.tx,
        warnings: session.warnings,
        select: async (query, suffix) => await session.select(query, suffix),
        selectBehind: async (first, query, suffix) => await session.selectBehind(first, query, suffix),
        query: queryOf(session),
        release: (broken) => session.release(broken),
      }
    },
  }
}

/** The same database, telling `seen` of every statement before it is sent. */
export function watchStatements<Tx>(db: Database<Tx>, seen: (statement: Statement) => void): Database<Tx> {
  return withQuery(db, (session) => async (statement) => {
    seen(statement)
    return await session.query(statement)
  })
}

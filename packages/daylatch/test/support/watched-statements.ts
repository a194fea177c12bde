import type { Database, Statement } from '../../src/drivers/database.ts'

/** The same database, telling `seen` of every statement before it is sent. */
export function watchStatements<Tx>(db: Database<Tx>, seen: (statement: Statement) => void): Database<Tx> {
  return {
    ...db,
    connect: async () => {
      const session = await db.connect()
      return {
        ...session,
        query: async (statement) => {
          seen(statement)
          return await session.query(statement)
        },
      }
    },
  }
}

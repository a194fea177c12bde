import { type Database, type Session, useSession } from '../drivers/database.ts'
import { asFailure, connectOrUnavailable } from '../drivers/trouble.ts'

/** How long a look at many rows may take before its connection is given up. */
const TIMEOUT_MS = 600_000

/**
 * Reads at one moment, on a connection of its own: all statements of `read` see the same rows. Locks and writes nothing.
 *
 * @throws {DaylatchError}
 */
export async function inSnapshot<T>(db: Database, read: (session: Session) => Promise<T>): Promise<T> {
  try {
    return await useSession(
      await connectOrUnavailable(db),
      async (session) => {
        await session.query({ text: 'begin isolation level repeatable read read only' })
        const value = await read(session)
        await session.query({ text: 'commit' })
        return value
      },
      TIMEOUT_MS,
    )
  } catch (error) {
    throw asFailure(error)
  }
}

import { type Database, withSession } from './drivers/database.ts'
import { DaylatchError } from './errors.ts'

/**
 * Refuses a database that acknowledges commits before they are on disk (`fsync` or `synchronous_commit` off): a
 * claim that was answered could be gone after a crash, and be paid again.
 *
 * Reads the settings of one session; a role or session that sets them otherwise is not seen.
 *
 * @throws {DaylatchError} UNSAFE_DURABILITY
 */
export async function assertDurable(db: Database): Promise<void> {
  const { rows } = await withSession(
    db,
    async (session) =>
      await session.query({
        text: `select name, setting from pg_catalog.pg_settings
          where name in ('fsync', 'synchronous_commit', 'full_page_writes') and setting = 'off' order by name`,
      }),
  )
  const off = rows.map((row) => row['name'])
  if (off.length === 0) return
  throw new DaylatchError(
    'UNSAFE_DURABILITY',
    `The database has ${off.join(', ')} off, so an acknowledged claim can be lost in a crash. Set ${off.map((name) => `${name} = on`).join(', ')}.`,
  )
}

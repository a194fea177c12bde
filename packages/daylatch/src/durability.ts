import type { Database } from './drivers/database.ts'
import { ask } from './drivers/trouble.ts'
import { DaylatchError } from './errors.ts'

/**
 * Refuses a database that acknowledges commits before they are on disk (`fsync` or `synchronous_commit` off; or,
 * where a synchronous standby is configured, before the standby has written them): a claim that was answered could be gone after a crash, and be paid again.
 *
 * Reads the settings of one session; a role or session that sets them otherwise is not seen.
 *
 * @throws {DaylatchError} UNSAFE_DURABILITY
 */
export async function assertDurable(db: Database): Promise<void> {
  const { rows } = await ask(
    db,
    async (session) =>
      await session.query({
        text: `select name, setting from pg_catalog.pg_settings
          where name in ('fsync', 'synchronous_commit', 'full_page_writes') and setting = 'off'
            or name = 'synchronous_commit' and setting in ('local', 'remote_write')
              and current_setting('synchronous_standby_names') <> ''
          order by name`,
      }),
  )
  const unsafe = rows.map((row) => row['name'])
  if (unsafe.length === 0) return
  throw new DaylatchError(
    'UNSAFE_DURABILITY',
    `The database has ${rows.map((row) => `${row['name']} = ${row['setting']}`).join(', ')}, so an acknowledged claim can be lost. ` +
      `Set ${unsafe.map((name) => `${name} = on`).join(', ')}.`,
  )
}

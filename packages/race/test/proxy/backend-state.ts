import type { Stage } from './support.ts'

/** Whether the backend of a key is in this state, by the server's own word. */
export async function readBackendState(stage: Stage, key: Buffer, state: string): Promise<boolean> {
  const { rowCount } = await stage.database.pool.query(
    'select 1 from pg_stat_activity where pid = $1 and state = $2',
    [key.readInt32BE(0), state],
  )
  return rowCount === 1
}

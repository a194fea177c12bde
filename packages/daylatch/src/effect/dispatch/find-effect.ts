import type { Database } from '../../drivers/database.ts'
import { ask } from '../../drivers/trouble.ts'
import { effectColumns, type EffectRecord, toEffectRecord } from '../effect-record.ts'

/** The effect as it is committed, or `null`: there is none of that id. */
export async function readEffect(db: Database, id: string): Promise<EffectRecord | null> {
  return await ask(db, async (session) => {
    const { rows } = await session.query({
      text: `select ${effectColumns} from daylatch.effect e where e.effect_id = $1 limit 1`,
      values: [id],
    })
    return rows[0] === undefined ? null : toEffectRecord(rows[0])
  })
}

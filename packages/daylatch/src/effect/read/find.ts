import type { Database, Result, Statement } from '../../drivers/database.ts'
import { ask } from '../../drivers/trouble.ts'
import { effectColumns, type EffectRecord, toEffectRecord } from '../effect-record.ts'
import { assertEffectId } from './effect-id.ts'

/** $1 the effect's id. For whoever asks inside a transaction, with {@link toEffect}. */
export const effectById: Statement = {
  name: 'daylatch_find_effect',
  text: `select ${effectColumns} from daylatch.effect e where e.effect_id = $1::uuid limit 1`,
}

/**
 * The effect of this id as it stands now, or `null`.
 *
 * @throws {DaylatchError} BAD_OPTION, CONNECTION_LOST, SCHEMA_MISSING, DATABASE
 */
export async function findEffect(db: Database, id: string): Promise<EffectRecord | null> {
  assertEffectId('id', id)
  return toEffect(await ask(db, async (session) => await session.query({ ...effectById, values: [id] })))
}

export function toEffect({ rows }: Result): EffectRecord | null {
  return rows[0] === undefined ? null : toEffectRecord(rows[0])
}

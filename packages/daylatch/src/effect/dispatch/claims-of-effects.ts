import type { Session } from '../../drivers/database.ts'
import type { EffectRecord } from '../effect-record.ts'
import { releaseClaims } from '../release-claims.ts'
import { moveToRunningPeriod } from '../running-period.ts'
import type { Candidate } from './candidates.ts'
import type { Context, DispatcherOptions } from './options.ts'

export interface InPeriod {
  /** In a period that runs, their own or the one that they were moved to. */
  readonly inTime: readonly EffectRecord[]
  /** To be cancelled. Their claims are released already, or belong to a period that is over. */
  readonly ended: readonly EffectRecord[]
}

/**
 * Sorts out those whose claim is over. One that never left moves to the running period, if its slots are free there. A
 * retry belongs to the period of its first attempt, and ends with it.
 */
export async function moveIntoPeriod<Tx>(
  { options }: Context<Tx>,
  session: Session<Tx>,
  found: readonly Candidate[],
): Promise<InPeriod> {
  const inTime = found.filter(({ isOver }) => !isOver).map(({ effect }) => effect)
  const over = found.filter(({ isOver }) => isOver).map(({ effect }) => effect)
  const retries = over.filter(({ attempt }) => attempt > 0)
  await giveBack(session, retries)
  const ended = [...retries]
  for (const { action, effects } of byRule(
    over.filter(({ attempt }) => attempt === 0),
    options,
  )) {
    // Those for which a slot changed hands at this moment stay as they are, and are looked at again in the next round.
    const { moved, ended: lost } = await moveToRunningPeriod(session, action, effects)
    inTime.push(...moved)
    ended.push(...lost)
  }
  return { inTime, ended }
}

/** One call for each rule: a site whose clients have zones of their own has one rule for each zone. */
function byRule(
  effects: readonly EffectRecord[],
  { actionOf }: Pick<DispatcherOptions, 'actionOf'>,
): readonly {
  readonly action: ReturnType<DispatcherOptions['actionOf']>
  readonly effects: EffectRecord[]
}[] {
  const groups = new Map<string, { action: ReturnType<typeof actionOf>; effects: EffectRecord[] }>()
  for (const effect of effects) {
    const action = actionOf(effect)
    const key = JSON.stringify([action.action, action.rule])
    const group = groups.get(key) ?? { action, effects: [] }
    groups.set(key, group)
    group.effects.push(effect)
  }
  return [...groups.values()]
}

/** Gives the slots of effects back that will never leave. */
export async function giveBack(session: Session, effects: readonly EffectRecord[]): Promise<void> {
  if (effects.length > 0) await releaseClaims(session, effects)
}

import type { History } from '../history/accesses.ts'
import { actionOf, intruderOf } from '../history/tangle.ts'
import type { Tangle } from '../history/tangle.ts'
import type { Moment, UnprotectedPair } from '../story.ts'
import type { Deadlock } from './deadlock.ts'
import { letterOf } from '../../config/name-of.ts'
import { foundNone } from './classify.ts'

/** Which two steps nothing held together, and what the code had instead of protection. */
export function unprotectedPair(
  history: History,
  tangle: Tangle,
  moments: readonly Moment[],
): UnprotectedPair {
  const { looks, comesBetween } = tangle
  const actsOnIt = actionOf(tangle.actsOnIt)
  const name = letterOf(looks.actor)
  const step = (entry: number): string => {
    const moment = moments.findLast((one) => one.entry === entry)
    return `step ${moment?.number ?? entry + 1}`
  }
  const other = letterOf(comesBetween.actor)
  const intruder = step(intruderOf(tangle))
  const isUnseen = comesBetween.entry < looks.entry
  const found =
    looks.entry === actsOnIt
      ? `${name} looks and acts in one statement (${step(looks.entry)}), and ${isUnseen ? `${other} has done the same in ${intruder} without having committed` : `${other} does the same in ${intruder} before ${name} has committed`}.`
      : tangle.actsOnIt.kind === 'call'
        ? `What ${name} finds in ${step(looks.entry)} must still be true in ${step(actsOnIt)}. It is not: ${other} calls in ${intruder}, and nothing that ${name} could see tells of it.`
        : `What ${name} sees in ${step(looks.entry)} must still be true in ${step(actsOnIt)}. ${isUnseen ? `It is not: ${other} has changed it in ${intruder}, but not committed when ${name} looks.` : `Nothing holds it meanwhile: ${other} changes it in ${intruder}.`}`
  const instead = whatItHad(history, tangle, step)
  return {
    actor: looks.actor,
    looks: looks.entry,
    actsOnIt,
    by: comesBetween.actor,
    comesBetween: intruderOf(tangle),
    words: `${found} ${instead}`,
  }
}

/** Why that was no protection. */
function whatItHad(
  history: History,
  { looks, comesBetween, actsOnIt }: Tangle,
  step: (entry: number) => string,
): string {
  const name = letterOf(looks.actor)
  const acts = actionOf(actsOnIt)
  if (looks.entry === acts)
    return 'One statement is not one moment: it looks at what was committed when it began, and locks only the rows that it changes.'
  if (looks.reading.lock !== null) {
    if (foundNone(history, looks))
      return `The lock in ${step(looks.entry)} holds nothing: it locks the rows that it finds, and it found none.`
    if (!looks.transaction.entries.includes(acts))
      return looks.transaction.isExplicit
        ? `The lock of ${step(looks.entry)} ends with its transaction, in ${step(looks.transaction.endedBy)}, before ${step(acts)}.`
        : `The lock of ${step(looks.entry)} ends with its own statement, because no transaction is open.`
    if (comesBetween.writing.verb === 'insert')
      return `The lock in ${step(looks.entry)} is one on rows that are there: whoever waits for it looks at those again, and never sees the new one.`
  }
  const locked = history.reads.filter(
    ({ actor, entry, reading }) =>
      actor === looks.actor && entry !== looks.entry && entry < acts && reading.lock !== null,
  )
  const late = locked.find(({ entry, table }) => entry > looks.entry && table === looks.table)
  if (late !== undefined)
    return `The lock in ${step(late.entry)} comes too late: ${name} goes on with what it had read before.`
  const released = locked.find(
    ({ entry, transaction }) => entry < looks.entry && !transaction.entries.includes(acts),
  )
  if (released !== undefined)
    return `The lock of ${step(released.entry)} ends with its transaction, before ${step(acts)}.`
  if (actsOnIt.kind === 'call') return 'A call cannot be taken back, whatever the database does afterwards.'
  if (!looks.transaction.entries.includes(acts)) return 'They share no transaction, and no lock.'
  const { isolation } = looks.transaction
  return `They share a transaction, but at ${isolation.toUpperCase()} that does not keep others from changing what it has read.`
}

/** The two locks that are taken in one order here, and in the other one there. */
export function deadlockPair({ victim, other }: Deadlock, moments: readonly Moment[]): UnprotectedPair {
  const step = (entry: number): string =>
    String(moments.find((one) => one.entry === entry)?.number ?? entry + 1)
  const order = (side: Deadlock['victim']): string =>
    `${letterOf(side.actor)} takes its locks in steps ${step(side.holds)} and ${step(side.wants)}`
  return {
    actor: victim.actor,
    looks: victim.holds,
    actsOnIt: victim.wants,
    by: other.actor,
    comesBetween: other.holds,
    words: `${order(victim)}, ${order(other)}, in the opposite order. Nothing makes both begin with the same row.`,
  }
}

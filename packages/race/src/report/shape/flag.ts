import type { History, Write } from '../history/accesses.ts'
import type { Tangle } from '../history/tangle.ts'

/** A column by which a row says that something has been done: a state, a date, a boolean. */
export interface Flag {
  readonly table: string
  readonly column: string
  readonly value: string
}

/**
 * The flag that both set to the same value, after both had found it unset in what they read. Two equal numbers are taken for
 * two results of the same sum instead.
 */
export function flagOf(history: History, { looks, comesBetween, actsOnIt }: Tangle): Flag | null {
  const own = (actor: number): readonly Write[] =>
    history.writes.filter(
      (write) => write.actor === actor && write.table === looks.table && write.writing.verb === 'update',
    )
  const mine = actsOnIt.kind === 'write' ? [actsOnIt.write] : own(looks.actor)
  const theirs = actsOnIt.kind === 'write' ? [comesBetween] : own(comesBetween.actor)
  for (const { table, writing } of mine) {
    for (const [column, value] of writing.sets) {
      const isShared = theirs.some(
        (write) => write.table === table && write.writing.sets.get(column) === value,
      )
      if (isShared && value !== null && !/^-?\d+(\.\d+)?$/.test(value)) return { table, column, value }
    }
  }
  return null
}

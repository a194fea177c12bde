import type { History, Read } from '../history/accesses.ts'
import { actionOf } from '../history/tangle.ts'
import type { Tangle } from '../history/tangle.ts'
import { flagOf } from '../shape/flag.ts'
import type { Flag } from '../shape/flag.ts'
import type { Reading } from '../sql/reading.ts'
import type { Writing } from '../sql/writing.ts'
import type { Cure, IsolationFinding } from '../story.ts'
import { equation, literal } from '../words/values.ts'
import { byLevel } from './again.ts'
import type { Remedy } from './cures.ts'

/** For one row that is read and then changed. */
export function rowCures(history: History, tangle: Tangle, isolation: readonly IsolationFinding[]): Remedy {
  const { looks } = tangle
  const { table } = looks.reading
  const where = whereOf(looks.reading)
  const isOne = looks.transaction.entries.includes(actionOf(tangle.actsOnIt))
  return {
    cures: [
      conditional(history, tangle),
      {
        title: 'Lock the row, and decide on what the lock returned',
        sql: `BEGIN;\nSELECT … FROM ${table}\n${where}\nFOR NO KEY UPDATE;  -- the first read of it\n-- decide, write\nCOMMIT;`,
        words:
          'The second one waits, and then reads what the first one left. The locking SELECT must be the read that the decision uses, and the write must stand in the same transaction.',
      },
      isOne
        ? byLevel('repeatable read', isolation, isOne)
        : {
            title: 'Give the row a version',
            sql: `UPDATE ${table}\nSET …, version = version + 1\n${where}\n  AND version = $seen;  -- 0 rows: read again`,
            words:
              'For decisions that take longer than a transaction may: whoever comes second changes no row, and begins again with a fresh read.',
          },
    ],
    trap: trapOf(tangle, history),
  }
}

export function whereOf({ equals }: Reading): string {
  const which = [...equals].map(([column, value]) => equation(column, value))
  return which.length === 0 ? 'WHERE …' : `WHERE ${which.join(' AND ')}`
}

/** The UPDATE that checks and writes at once. */
function conditional(history: History, tangle: Tangle): Cure {
  const { looks, comesBetween, actsOnIt } = tangle
  const { table, columns, conditions, skipsLocked } = looks.reading
  const writing = actsOnIt.kind === 'write' ? actsOnIt.write.writing : comesBetween.writing
  const flag = flagOf(history, tangle)
  const was = conditions.find(({ column, value }) => column.name === flag?.column && value !== undefined)
  if (flag === null) {
    const column = writing.columns[0] ?? 'amount'
    const [change, check] = grows(history, looks, writing, column)
      ? [`${column} + $1`, `${column} + $1 <= $2`]
      : [`${column} - $1`, `${column} >= $1`]
    return {
      title: 'Let the UPDATE decide',
      sql: `UPDATE ${table}\nSET ${column} = ${change}\n${whereOf(looks.reading)}\n  AND ${check};  -- 0 rows: refuse`,
      words: `${waits} Work out the new value in it, not in the program.`,
    }
  }
  const key = columns[0] ?? 'id'
  const set = `UPDATE ${table}\nSET ${equation(flag.column, flag.value)}`
  if (!skipsLocked || was?.value === undefined)
    return {
      title: 'Let the UPDATE decide',
      sql: claim(flag, whereOf(looks.reading), was?.value),
      words: waits,
    }
  return {
    title: 'Select and take in one statement',
    sql: `${set}\nWHERE ${key} = (SELECT ${key} FROM ${table}\n  WHERE ${equation(flag.column, was.value)} LIMIT 1\n  FOR UPDATE SKIP LOCKED)\nRETURNING *;`,
    words: 'The lock and the change are then one transaction, and others skip the row until it is committed.',
  }
}

/** Whether a number was written that is greater than the one that was seen. */
function grows({ trace }: History, looks: Read, writing: Writing, column: string): boolean {
  const seen = trace[looks.entry]?.result.values[0]?.[column]
  const written = writing.sets.get(column)
  return seen != null && written != null && Number(written) > Number(seen)
}

const waits =
  'An UPDATE waits for whoever changes the row, and then looks at it again. Put the condition into its WHERE, and look at the number of rows that it changed.'

/** The UPDATE that sets a flag only where it is not set yet. */
export function claim({ table, column, value }: Flag, where: string, was?: string | null): string {
  const isUnset = was === undefined ? `${column} IS DISTINCT FROM ${literal(value)}` : equation(column, was)
  const which = was === undefined ? where : 'WHERE id = $1'
  return `UPDATE ${table}\nSET ${equation(column, value)}\n${which}\n  AND ${isUnset};  -- 0 rows: somebody was first`
}

/** What the code had, or might have had, that looks like a cure. */
function trapOf({ looks, actsOnIt }: Tangle, { reads }: History): string {
  const late = reads.some(
    ({ actor, entry, table, reading }) =>
      actor === looks.actor && entry > looks.entry && table === looks.table && reading.lock !== null,
  )
  if (late)
    return 'A lock does not help what was read before it: the value in the program is still the old one.'
  const isOne = looks.transaction.entries.includes(actionOf(actsOnIt))
  if (looks.reading.lock !== null && !isOne)
    return 'FOR UPDATE holds until its transaction ends. Without BEGIN that is the end of its own statement.'
  return 'BEGIN and COMMIT around it change nothing: at READ COMMITTED both may read before either writes.'
}

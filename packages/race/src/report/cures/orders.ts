import type { History } from '../history/accesses.ts'
import { deadlockOf } from '../shape/deadlock.ts'
import { statementIn } from '../sql/statement.ts'
import type { AnomalyId } from '../story.ts'
import type { Remedy } from './cures.ts'

const again = {
  title: 'Do it again when it is refused',
  sql: '',
  words:
    'Catch 40P01 and 40001 where the outermost transaction begins, and run all of it again, a bounded number of times, with a short random wait.',
}

/** For two that want each other's locks. */
export function deadlockCures(history: History): Remedy {
  const wants = deadlockOf(history)?.victim.wants
  const step = wants === undefined ? undefined : history.trace[wants]?.step
  const statement = step === undefined ? undefined : statementIn(step)
  const table = statement?.writings[0]?.table ?? statement?.readings[0]?.table ?? 'the_table'
  return {
    cures: [
      {
        title: 'Take locks in one order, everywhere',
        sql: `BEGIN;\nSELECT 1 FROM ${table} WHERE id IN ($1, $2)\nORDER BY id FOR NO KEY UPDATE;\n-- then change them in any order\nCOMMIT;`,
        words:
          'Sorted by key, the second one waits at the first row, while it holds nothing that anybody wants.',
      },
      {
        title: 'Change both rows in one statement',
        sql: '',
        words:
          'Shorter, but no guarantee by itself: one UPDATE takes its rows in the order in which it finds them. Lock them sorted first.',
      },
      again,
    ],
    trap: 'Locking both rows first helps only if everybody sorts them: in the order of the arguments it is the same deadlock, earlier.',
  }
}

/** For what has no shape that is known. */
export function refusedCures(shape: AnomalyId): Remedy {
  if (shape === 'plain-bug') return { cures: [], trap: '' }
  const lock = {
    title: 'Let one row decide who is first',
    sql: 'BEGIN;\nSELECT … FOR UPDATE;  -- before the first read that matters\nCOMMIT;',
    words: 'Whoever comes second waits, and reads what the first one left.',
  }
  const level = {
    title: 'Run it in SERIALIZABLE transactions',
    sql: 'BEGIN ISOLATION LEVEL SERIALIZABLE;',
    words: 'All who touch these rows, each with a retry on 40001.',
  }
  const constraint = {
    title: 'Write the rule into a constraint',
    sql: '',
    words: 'UNIQUE, EXCLUDE, CHECK or a foreign key hold whatever the order is.',
  }
  return {
    cures: shape === 'serialization-failure' ? [again, lock, constraint] : [lock, constraint, level],
    trap: '',
  }
}

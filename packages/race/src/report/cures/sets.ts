import type { History } from '../history/accesses.ts'
import { actionOf } from '../history/tangle.ts'
import type { Tangle } from '../history/tangle.ts'
import type { AnomalyId, Cure, IsolationFinding } from '../story.ts'
import { foundNone } from '../shape/classify.ts'
import { equation } from '../words/values.ts'
import { byLevel } from './again.ts'
import type { Remedy } from './cures.ts'

/** For rows that are not there yet when somebody looks for them. */
export function setCures(
  history: History,
  tangle: Tangle,
  shape: AnomalyId,
  isolation: readonly IsolationFinding[],
): Remedy {
  const { looks } = tangle
  const isOne = looks.transaction.entries.includes(actionOf(tangle.actsOnIt))
  const unique = constraint(history, tangle, shape)
  const parent: Cure = {
    title: 'Lock a row that is there, before looking',
    sql: `BEGIN;\nSELECT 1 FROM ${parentOf(history, tangle)}\nFOR NO KEY UPDATE;  -- first of all\n-- look at ${looks.table}, decide, insert\nCOMMIT;`,
    words: `Rows that do not exist cannot be locked, so all who add to ${looks.table} first lock the row that it belongs to: the member, the host, the account. Everybody has to take that lock, and keep it until the COMMIT.`,
  }
  return {
    cures: [unique, parent, byLevel('serializable', isolation, isOne)],
    trap: `FOR UPDATE on ${looks.table} itself locks only the rows that are there: none of those to come.`,
  }
}

function constraint(history: History, { looks, comesBetween }: Tangle, shape: AnomalyId): Cure {
  const { table, equals, conditions, aggregate } = looks.reading
  const isCounted = aggregate !== null || !foundNone(history, looks)
  const isRange = conditions.some(({ value }) => value === undefined)
  if (shape === 'duplicate')
    return {
      title: 'Let a unique index decide',
      sql: `CREATE UNIQUE INDEX ON ${table} (${[...equals.keys()].join(', ')});\n\nINSERT INTO ${table} … ON CONFLICT DO NOTHING;  -- 0 rows: somebody was first`,
      words:
        'Insert first and look at the number of rows: 0 means that somebody else was first. What follows from it, a payment or a message, only after 1. The look before it is then no more than a courtesy.',
    }
  if (isCounted)
    return {
      title: `Keep the ${aggregate === 'max' ? 'last number' : aggregate === 'count' ? 'count' : 'sum'} in a row, and change it by an UPDATE`,
      sql: `UPDATE counter SET value = value + 1\nWHERE name = '${table}'${aggregate === 'max' ? '' : ' AND value < $limit'}\nRETURNING value;  -- then INSERT INTO ${table}`,
      words:
        'In one transaction with the INSERT. The UPDATE locks the counter, so that the second one waits and then sees the new value; 0 rows mean that the limit is reached.',
    }
  return {
    title: isRange ? 'Let an exclusion constraint decide' : 'Let a constraint decide',
    sql: isRange
      ? `ALTER TABLE ${table} ADD EXCLUDE USING gist\n  (${[...equals.keys()].map((column) => `${column} WITH =, `).join('')}range WITH &&);  -- CREATE EXTENSION btree_gist`
      : `CREATE UNIQUE INDEX ON ${comesBetween.table} (…);`,
    words:
      'The database compares the new row with those that others have not committed yet, and waits for them. The second INSERT fails with 23P01 or 23505: answer it as "taken".',
  }
}

/** A row that is there already: one that the run locks or changes besides, or that the look names. */
function parentOf({ reads, writes }: History, { looks }: Tangle): string {
  const locked = reads.find(({ table, reading }) => table !== looks.table && reading.lock !== null)?.reading
  const changed = writes.find(
    ({ table, writing }) => table !== looks.table && writing.verb === 'update',
  )?.writing
  const known = locked ?? changed
  if (known !== undefined) {
    const which = [...known.equals].map(([column, value]) => equation(column, value))
    return `${known.table} WHERE ${which.length === 0 ? 'id = …' : which.join(' AND ')}`
  }
  const [first] = looks.reading.equals
  return first === undefined
    ? `counter WHERE name = '${looks.table}'`
    : `${first[0].replace(/_id$/, '')} WHERE ${equation('id', first[1])}`
}

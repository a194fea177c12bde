import type { History } from '../history/accesses.ts'
import { actionOf } from '../history/tangle.ts'
import type { Tangle } from '../history/tangle.ts'
import type { AnomalyId, IsolationFinding } from '../story.ts'
import { byLevel } from './again.ts'
import type { Remedy } from './cures.ts'
import { whereOf } from './rows.ts'

/** For a rule that spans several rows. */
export function skewCures(
  _history: History,
  tangle: Tangle,
  shape: AnomalyId,
  isolation: readonly IsolationFinding[],
): Remedy {
  const { looks } = tangle
  const { table } = looks.reading
  const where = whereOf(looks.reading)
  const isOne = looks.transaction.entries.includes(actionOf(tangle.actsOnIt))
  if (shape === 'read-skew')
    return {
      cures: [
        {
          title: 'Read it all in one statement',
          sql: `SELECT … FROM ${table} JOIN …\n${where};`,
          words: 'One statement sees one state, at every level.',
        },
        byLevel('repeatable read', isolation, isOne),
        {
          title: 'Lock what belongs together while you read',
          sql: `BEGIN;\nSELECT … FROM ${table}\n${where}\nFOR SHARE;  -- writers wait\nCOMMIT;`,
          words: 'Writers wait until the reader is done. All of them have to lock the same row first.',
        },
      ],
      trap: 'BEGIN and COMMIT around the reads change nothing: at READ COMMITTED every statement sees a state of its own.',
    }
  return {
    cures: [
      {
        title: 'Lock every row that the rule looks at',
        sql: `BEGIN;\nSELECT … FROM ${table}\n${where}\nORDER BY id FOR UPDATE;\n-- decide on what came back, write\nCOMMIT;`,
        words:
          'In one order, always the same, so that two cannot wait for each other. FOR UPDATE takes no aggregate: count the rows in the program.',
      },
      {
        title: 'Keep the rule in one row',
        sql: `UPDATE summary SET remaining = remaining - 1\nWHERE id = … AND remaining > 1;  -- 0 rows: refuse`,
        words:
          'A number that both have to change turns two different rows into one: the second UPDATE waits.',
      },
      byLevel('serializable', isolation, isOne),
    ],
    trap: 'One UPDATE with a subquery in its WHERE looks like a single step, but the subquery sees only what had committed when the statement began, and locks nothing that it counts.',
  }
}

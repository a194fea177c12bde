import { rowsOf } from '../words/accesses.ts'
import { serviceOf } from '../words/values.ts'
import type { History } from '../history/accesses.ts'
import type { Tangle } from '../history/tangle.ts'
import { flagOf } from '../shape/flag.ts'
import { claim, whereOf } from './rows.ts'
import type { Remedy } from './cures.ts'

/** For what happens outside of the database. */
export function callCures(history: History, tangle: Tangle): Remedy {
  const { looks, actsOnIt } = tangle
  const flag = flagOf(history, tangle)
  const { table, equals } = looks.reading
  const name = actsOnIt.kind === 'call' ? serviceOf(actsOnIt.call.name) : 'the service'
  const columns = [...equals.keys()].join(', ')
  return {
    cures: [
      {
        title: 'Claim first, then call',
        sql:
          flag === null
            ? `INSERT INTO ${table} (${columns === '' ? '…' : `${columns}, state`}) VALUES (…, 'sending')
ON CONFLICT DO NOTHING;  -- 0 rows: somebody else does it
-- commit, then call ${name}, then UPDATE … SET state = 'sent'`
            : `${claim(flag, whereOf(looks.reading))}
-- 1 row: commit, then call ${name}`,
        words:
          flag === null
            ? `With a unique index on ${columns === '' ? 'what may be done once' : columns}. Only who got the row calls. A crash between call and UPDATE leaves "sending" behind: look it up, do not guess.`
            : 'Only who changed the row calls. A crash after that leaves something marked as done that was not: keep a state in between, and look it up instead of guessing.',
      },
      {
        title: 'Give the call a key',
        sql: '',
        words: `If ${name} takes idempotency keys, send one that both would make from the same facts: ${rowsOf(looks.reading)}. The service then does it once.`,
      },
      {
        title: 'Hold a row lock during the call',
        sql: `BEGIN;\nSELECT … FROM ${flag === null ? 'whom_it_is_for' : table}\n${flag === null ? 'WHERE …' : whereOf(looks.reading)}\nFOR UPDATE;  -- look at what it returned\n-- call ${name}, write\nCOMMIT;`,
        words: `Simple, and right for a call that is quick and seldom. A connection and a lock are held for as long as ${name} takes.`,
      },
    ],
    trap:
      flag !== null
        ? `Marking the row before the call does not help by itself: the second one waits for that, and then calls by what it had read before.`
        : `A unique index alone keeps the second row out of ${table}, after ${name} was called twice.`,
  }
}

import { rowsOf } from '../words/accesses.ts'
import { serviceOf } from '../words/values.ts'
import type { Tangle } from '../history/tangle.ts'
import type { Remedy } from './cures.ts'

/** For what happens outside of the database. */
export function callCures({ looks, actsOnIt }: Tangle): Remedy {
  const { table, equals } = looks.reading
  const name = actsOnIt.kind === 'call' ? serviceOf(actsOnIt.call.name) : 'the service'
  const columns = [...equals.keys()].join(', ')
  return {
    cures: [
      {
        title: 'Claim first, then call',
        sql: `INSERT INTO ${table} (${columns === '' ? '…' : `${columns}, state`}) VALUES (…, 'sending')\nON CONFLICT DO NOTHING;  -- 0 rows: somebody else does it\n-- commit, then call ${name}, then UPDATE … SET state = 'sent'`,
        words: `With a unique index on ${columns === '' ? 'what may be done once' : columns}. Only who got the row calls. A crash between call and UPDATE leaves "sending" behind: look it up, do not guess.`,
      },
      {
        title: 'Give the call a key',
        sql: '',
        words: `If ${name} takes idempotency keys, send one that both would make from the same facts: ${rowsOf(looks.reading)}. The service then does it once.`,
      },
      {
        title: 'Hold a row lock during the call',
        sql: `BEGIN;\nSELECT … FOR UPDATE;  -- the row of whom it is for\n-- look, call ${name}, write\nCOMMIT;`,
        words: `Simple, and right for a call that is quick and seldom. A connection and a lock are held for as long as ${name} takes.`,
      },
    ],
    trap: `A unique index alone keeps the second row out of ${table}, after ${name} was called twice.`,
  }
}

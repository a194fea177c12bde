import { expect, test } from 'vitest'
import { tellStory } from '../../src/report/index.ts'
import { races } from './support/races.ts'

const actors = ['pay', 'pay']

test.each([
  [
    'signInTwice',
    'duplicate',
    'A and B both look for a row of sign_in (member = 1, day = current_date) and find none, so both insert one.',
    'They share no transaction, and no lock.',
  ],
  [
    'signInTwiceInTransactions',
    'duplicate',
    'A and B both look for a row of sign_in (member = 1, day = current_date) and find none, so both insert one.',
    'They share a transaction, but at READ COMMITTED that does not keep others from changing what it has read.',
  ],
  [
    'lostUpdate',
    'lost-update',
    'A and B both read wallet (id = 1) and see balance = 100; B changes wallet (balance = 70) and commits; then A changes wallet (balance = 70), worked out from what it had read before: what B wrote is lost.',
    'They share a transaction, but at READ COMMITTED that does not keep others from changing what it has read.',
  ],
  [
    'lockAfterRead',
    'lost-update',
    'A and B both read wallet (id = 1) and see balance = 100; B changes wallet (balance = 70) and commits; then A changes wallet (balance = 70), worked out from what it had read before: what B wrote is lost.',
    'The lock in step 7 comes too late: A goes on with what it had read before.',
  ],
  [
    'skipLockedInAutocommit',
    'stale-check',
    "A and B both lock job (state = 'waiting') and see id = 1; B changes job (state = 'running') and commits; then A changes job (state = 'running') as well, by a check that is no longer true.",
    'The lock of step 1 ends with its own statement, because no transaction is open.',
  ],
  [
    'guardedUpdate',
    'write-skew',
    "A and B each count person (role = 'owner') and change it in one statement: neither sees what the other one has done but not committed yet.",
    'One statement is not one moment: it looks at what was committed when it began, and locks only the rows that it changes.',
  ],
  [
    'writeSkew',
    'write-skew',
    "A and B both read person (role = 'owner') and see 2 rows; B changes person (role = 'member') and commits; then A changes person (role = 'member') in another row. Each is right by what it saw; together they are not.",
    'They share a transaction, but at READ COMMITTED that does not keep others from changing what it has read.',
  ],
  [
    'maxPlusOne',
    'phantom',
    'A and B each take the maximum of invoice and insert into it in one statement: neither sees what the other one has done but not committed yet.',
    'One statement is not one moment: it looks at what was committed when it began, and locks only the rows that it changes.',
  ],
  [
    'overlappingBookings',
    'phantom',
    'A and B both look, with a lock, for a row of booking (host = 1) and find none, so both insert into booking, each by an answer that the other one makes untrue.',
    'The lock in step 1 holds nothing: it locks the rows that it finds, and it found none.',
  ],
  [
    'staleCheck',
    'stale-check',
    'A and B both read product (id = 1) and see stock = 1; B changes product (stock = stock - 1) and commits; then A changes product (stock = stock - 1) as well, by a check that is no longer true.',
    'The lock in step 6 comes too late: A goes on with what it had read before.',
  ],
  [
    'twoMessages',
    'double-call',
    "A and B both look for a row of message (client = 7, day = current_date) and find none, so both call gateway: neither could know of the other one's call.",
    'A call cannot be taken back, whatever the database does afterwards.',
  ],
  [
    'deadlock',
    'deadlock',
    'A holds wallet (id = 1) and wants wallet (id = 2), B holds wallet (id = 2) and wants wallet (id = 1): each waits for the other, and PostgreSQL ends the transaction of A with an error.',
    'A takes its locks in steps 1 and 4, B takes its locks in steps 2 and 3, in the opposite order. Nothing makes both begin with the same row.',
  ],
  [
    'readSkew',
    'read-skew',
    'A reads cart (id = 1) and sees total = 20; B changes cart (total = 30) and commits; then A reads item (cart = 1) and sees 2 rows: half from before B, half from after.',
    'They share a transaction, but at READ COMMITTED that does not keep others from changing what it has read.',
  ],
  [
    'flagInProgram',
    'stale-check',
    "A and B both read member (session = 'ada') and see is_sign = f; A changes member (is_sign = true) and commits; then B changes member (is_sign = true) as well, by a check that is no longer true.",
    'They share a transaction, but at READ COMMITTED that does not keep others from changing what it has read.',
  ],
  [
    'markedBeforeTheCall',
    'double-call',
    "A and B both read clients (id = 1) and see last_sms_sent_on = null, so both call sms: neither could know of the other one's call.",
    'A call cannot be taken back, whatever the database does afterwards.',
  ],
] as const)('%s is told as a %s', async (race, shape, sentence, because) => {
  const story = await tellStory(races[race](), { actors })

  expect(story.anomaly.id).toBe(shape)
  expect(story.sentence).toBe(sentence)
  expect(story.pair?.words.slice(-because.length)).toBe(because)
  expect(story.cures.length).toBe(3)
})

test.each([
  [
    'flagInProgram',
    "UPDATE member\nSET is_sign = true\nWHERE session = 'ada'\n  AND is_sign IS DISTINCT FROM true;  -- 0 rows: somebody was first",
  ],
  [
    'markedBeforeTheCall',
    "UPDATE clients\nSET last_sms_sent_on = '2026-11-22'\nWHERE id = 1\n  AND last_sms_sent_on IS DISTINCT FROM '2026-11-22';  -- 0 rows: somebody was first\n-- 1 row: commit, then call sms",
  ],
  [
    'lostUpdate',
    'UPDATE wallet\nSET balance = balance - $1\nWHERE id = 1\n  AND balance >= $1;  -- 0 rows: refuse',
  ],
  [
    'signInTwice',
    'CREATE UNIQUE INDEX ON sign_in (member, day);\n\nINSERT INTO sign_in … ON CONFLICT DO NOTHING;  -- 0 rows: somebody was first',
  ],
] as const)('the first cure of %s speaks of its own tables', async (race, sql) => {
  const story = await tellStory(races[race](), { actors })

  expect(story.cures[0]?.sql).toBe(sql)
})

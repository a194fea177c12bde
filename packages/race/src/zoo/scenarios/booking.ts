import type { Pool, PoolClient } from 'pg'
import type { Request, Scenario } from '../scenario.ts'
import { inTransaction } from '../scenario.ts'

type Book = (pool: Pool, slot: readonly [number, number]) => Promise<string>

function overlapping(book: Book): readonly Request[] {
  return [
    { name: 'book 10 to 12', run: ({ pool }) => book(pool, [10, 12]) },
    { name: 'book 11 to 13', run: ({ pool }) => book(pool, [11, 13]) },
  ]
}

async function bookIfFree(
  db: Pool | PoolClient,
  slot: readonly [number, number],
  lock: '' | 'for update',
): Promise<string> {
  const conflicts = await db.query(
    `select from booking where host = 1 and begins < $2 and ends > $1 ${lock}`,
    [...slot],
  )
  if (conflicts.rowCount !== 0) return 'taken'
  await db.query('insert into booking values (1, $1, $2)', [...slot])
  return 'booked'
}

/** Two bookings that are both first. */
export const booking: Scenario = {
  name: 'booking',
  title: 'Two guests in one slot',
  shape: 'row that does not exist yet',
  schema: `
    create table host (id int primary key);
    create table booking (host int not null references host, begins int not null, ends int not null);
    insert into host values (1);`,
  promise: 'No two bookings of a host overlap.',
  check: async ({ one }) => {
    const { overlaps } = await one<{ overlaps: number }>(
      `select count(*)::int as overlaps from booking a join booking b
         on a.host = b.host and a.ctid < b.ctid and a.begins < b.ends and a.ends > b.begins`,
    )
    return overlaps === 0 ? undefined : 'two bookings of one host overlap'
  },
  variants: {
    bug: {
      does: 'looks for conflicts, then inserts',
      requests: overlapping((pool, slot) => bookIfFree(pool, slot, '')),
    },
    trap: {
      does: 'locks the conflicting bookings, of which there are none',
      requests: overlapping((pool, slot) =>
        inTransaction(pool, (client) => bookIfFree(client, slot, 'for update')),
      ),
    },
    cure: {
      does: "locks the host's row, then looks",
      requests: overlapping((pool, slot) =>
        inTransaction(pool, async (client) => {
          await client.query('select from host where id = 1 for update')
          return await bookIfFree(client, slot, '')
        }),
      ),
    },
  },
  sources: [
    'https://github.com/calcom/cal.diy/issues/13397',
    'https://github.com/calcom/cal.diy/pull/28151',
    'https://github.com/delta-whiplash/CloudMeet/issues/43',
  ],
}

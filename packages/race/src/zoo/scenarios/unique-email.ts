import type { Pool, PoolClient } from 'pg'
import type { Scenario } from '../scenario.ts'
import { inTransaction, twice } from '../scenario.ts'

async function register(db: Pool | PoolClient, lock: '' | 'for update'): Promise<string> {
  const found = await db.query(`select from account where email = 'ann@example.org' ${lock}`)
  if (found.rowCount !== 0) return 'taken'
  await db.query(`insert into account values ('ann@example.org')`)
  return 'registered'
}

/** A uniqueness that only the application knows of. */
export const uniqueEmail: Scenario = {
  name: 'unique-email',
  title: 'Two accounts with one address',
  shape: 'row that does not exist yet',
  schema: 'create table account (email text not null);',
  promise: 'An address has one account.',
  check: async ({ one, errors }) => {
    const { accounts } = await one<{ accounts: number }>('select count(*)::int as accounts from account')
    if (errors.length > 0) return `a user saw ${String(errors[0])}`
    return accounts === 1 ? undefined : `${accounts} accounts with one address`
  },
  variants: {
    bug: {
      does: 'looks for the address, then inserts',
      requests: twice('register', ({ pool }) => register(pool, '')),
    },
    trap: {
      does: 'looks FOR UPDATE in a transaction: no row, no lock',
      requests: twice('register', ({ pool }) =>
        inTransaction(pool, (client) => register(client, 'for update')),
      ),
    },
    cure: {
      does: 'inserts into a unique column, and sees whether it did',
      schema: 'alter table account add unique (email)',
      requests: twice('register', async ({ pool }) => {
        const { rowCount } = await pool.query(
          `insert into account values ('ann@example.org') on conflict (email) do nothing`,
        )
        return rowCount === 0 ? 'taken' : 'registered'
      }),
    },
  },
  sources: [
    'https://github.com/rails/rails/pull/45720',
    'https://github.com/supertokens/supertokens-core/issues/86',
    'https://doi.org/10.1145/2723372.2737784',
  ],
}

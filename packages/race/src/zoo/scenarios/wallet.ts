import type { PoolClient } from 'pg'
import type { Scenario } from '../scenario.ts'
import { inTransaction, twice } from '../scenario.ts'

interface Wallet {
  readonly balance: number
}

const read = 'select balance from wallet where id = 1'

async function pay(client: PoolClient, wallet: Wallet | undefined): Promise<string> {
  if (wallet === undefined || wallet.balance < 30) return 'too little'
  await client.query('update wallet set balance = $1 where id = 1', [wallet.balance - 30])
  await client.query('insert into payment values (1, 30)')
  return 'paid'
}

/** The lock that came too late. */
export const wallet: Scenario = {
  name: 'wallet',
  title: 'The wallet that was locked after it was read',
  shape: 'lost update, lock after read',
  schema: `
    create table wallet (id int primary key, balance int not null);
    create table payment (wallet int not null references wallet, amount int not null);
    insert into wallet values (1, 100);`,
  promise: 'What was paid has left the wallet.',
  check: async ({ one }) => {
    const { left, paid } = await one<{ left: number; paid: number }>(
      'select (select balance from wallet) as left, (select coalesce(sum(amount), 0)::int from payment) as paid',
    )
    return left === 100 - paid ? undefined : `paid ${paid} out of 100, and ${left} is left`
  },
  variants: {
    bug: {
      does: 'reads the balance, writes what it computed',
      requests: twice('pay 30', ({ pool }) =>
        inTransaction(pool, async (client) => await pay(client, (await client.query<Wallet>(read)).rows[0])),
      ),
    },
    trap: {
      does: 'locks the row, but computes from what it had read before',
      requests: twice('pay 30', ({ pool }) =>
        inTransaction(pool, async (client) => {
          const [stale] = (await client.query<Wallet>(read)).rows
          await client.query(`${read} for update`)
          return await pay(client, stale)
        }),
      ),
    },
    cure: {
      does: 'computes from the row that the lock returned',
      requests: twice('pay 30', ({ pool }) =>
        inTransaction(
          pool,
          async (client) => await pay(client, (await client.query<Wallet>(`${read} for update`)).rows[0]),
        ),
      ),
    },
  },
  sources: [
    'https://github.com/bavix/laravel-wallet/issues/124',
    'https://github.com/pretix/pretix/pull/6067',
    'https://github.com/vendurehq/vendure/pull/4930',
  ],
}

import type { PoolClient } from 'pg'
import type { Scenario } from '../scenario.ts'
import { inTransaction, twice } from '../scenario.ts'

async function onHand(client: PoolClient, lock: '' | 'for update'): Promise<number> {
  const { rows } = await client.query<{ quantity: number }>(
    `select quantity from adjustment where product = 1 ${lock}`,
  )
  return rows.reduce((sum, { quantity }) => sum + quantity, 0)
}

async function take(client: PoolClient, available: number): Promise<string> {
  if (available < 1) return 'sold out'
  await client.query('insert into adjustment values (1, -1)')
  return 'bought'
}

/** Stock as the sum of its adjustments: there is no row that two buyers would both write. */
export const stockLedger: Scenario = {
  name: 'stock-ledger',
  title: 'Stock as a sum of rows',
  shape: 'phantom, write skew',
  schema: `
    create table product (id int primary key);
    create table adjustment (product int not null references product, quantity int not null);
    insert into product values (1);
    insert into adjustment values (1, 1);`,
  promise: 'The adjustments of a product never sum up to less than nothing.',
  check: async ({ one }) => {
    const { sum } = await one<{ sum: number }>('select sum(quantity)::int as sum from adjustment')
    return sum >= 0 ? undefined : `stock is ${sum}`
  },
  variants: {
    bug: {
      does: 'sums up, then inserts',
      requests: twice('buy', ({ pool }) =>
        inTransaction(pool, async (client) => await take(client, await onHand(client, ''))),
      ),
    },
    trap: {
      does: 'locks the rows that it sums up, and not those to come',
      requests: twice('buy', ({ pool }) =>
        inTransaction(pool, async (client) => await take(client, await onHand(client, 'for update'))),
      ),
    },
    cure: {
      does: "locks the product's row, then sums up",
      requests: twice('buy', ({ pool }) =>
        inTransaction(pool, async (client) => {
          await client.query('select from product where id = 1 for update')
          return await take(client, await onHand(client, ''))
        }),
      ),
    },
  },
  sources: [
    'https://github.com/tryshoppe/shoppe/issues/403',
    'https://github.com/Ixotic27/The-Leetcode-City/issues/1654',
  ],
}

import type { Pool, PoolClient } from 'pg'
import type { Request, Scenario } from '../scenario.ts'
import { inTransaction } from '../scenario.ts'

interface Transfer {
  readonly from: number
  readonly to: number
}

function opposite(transfer: (client: PoolClient, transfer: Transfer) => Promise<void>): readonly Request[] {
  const run = (pool: Pool, which: Transfer) => inTransaction(pool, (client) => transfer(client, which))
  return [
    { name: 'transfer from 1 to 2', run: ({ pool }) => run(pool, { from: 1, to: 2 }) },
    { name: 'transfer from 2 to 1', run: ({ pool }) => run(pool, { from: 2, to: 1 }) },
  ]
}

async function move(client: PoolClient, { from, to }: Transfer): Promise<void> {
  await client.query('update wallet set balance = balance - 10 where id = $1', [from])
  await client.query('update wallet set balance = balance + 10 where id = $1', [to])
}

async function lock(client: PoolClient, ids: readonly number[]): Promise<void> {
  for (const id of ids) await client.query('select from wallet where id = $1 for update', [id])
}

/** Two transfers that each hold what the other one needs. */
export const transfers: Scenario = {
  name: 'transfers',
  title: 'Two transfers in opposite directions',
  shape: 'deadlock',
  schema: `
    create table wallet (id int primary key, balance int not null);
    insert into wallet values (1, 50), (2, 50);`,
  promise: 'No user sees a deadlock, and no money is lost.',
  check: async ({ one, errors }) => {
    if (errors.length > 0) return `a user saw ${String(errors[0])}`
    const { total } = await one<{ total: number }>('select sum(balance)::int as total from wallet')
    return total === 100 ? undefined : `${total} is left of 100`
  },
  variants: {
    bug: { does: 'takes from the one, gives to the other', requests: opposite(move) },
    trap: {
      does: 'locks both rows first, the sender before the receiver',
      requests: opposite(async (client, transfer) => {
        await lock(client, [transfer.from, transfer.to])
        await move(client, transfer)
      }),
    },
    cure: {
      does: 'locks both rows first, the lower number before the higher',
      requests: opposite(async (client, transfer) => {
        await lock(
          client,
          [transfer.from, transfer.to].toSorted((a, b) => a - b),
        )
        await move(client, transfer)
      }),
    },
  },
  sources: [
    'https://github.com/bavix/laravel-wallet/issues/82',
    'https://github.com/bavix/laravel-wallet/issues/389',
    'https://github.com/layer-3/nitrolite/pull/830',
  ],
}

import type { Scenario } from '../scenario.ts'
import { inTransaction, twice } from '../scenario.ts'

interface Product {
  readonly stock: number
}

const read = 'select stock from product where id = 1'

/** The shop that sells the last piece twice. */
export const stock: Scenario = {
  name: 'stock',
  title: 'The last piece, sold twice',
  shape: 'lost update',
  schema: `
    create table product (id int primary key, stock int not null);
    create table purchase (product int not null references product, quantity int not null);
    insert into product values (1, 1);`,
  promise: 'What is sold was there, and stock is what is left.',
  check: async ({ one }) => {
    const { left, sold } = await one<{ left: number; sold: number }>(
      'select (select stock from product) as left, (select coalesce(sum(quantity), 0)::int from purchase) as sold',
    )
    return left >= 0 && left === 1 - sold ? undefined : `sold ${sold} of 1, stock says ${left}`
  },
  variants: {
    bug: {
      does: 'reads the stock, writes what it computed',
      requests: twice('buy', ({ pool }) =>
        inTransaction(pool, async (client) => {
          const [product] = (await client.query<Product>(read)).rows
          if (product === undefined || product.stock < 1) return 'sold out'
          await client.query('update product set stock = $1 where id = 1', [product.stock - 1])
          await client.query('insert into purchase values (1, 1)')
          return 'bought'
        }),
      ),
    },
    trap: {
      does: 'locks the row in the transaction, but checked before it',
      requests: twice('buy', async ({ pool }) => {
        const [product] = (await pool.query<Product>(read)).rows
        if (product === undefined || product.stock < 1) return 'sold out'
        return await inTransaction(pool, async (client) => {
          await client.query(`${read} for update`)
          await client.query('update product set stock = stock - 1 where id = 1')
          await client.query('insert into purchase values (1, 1)')
          return 'bought'
        })
      }),
    },
    cure: {
      does: 'checks the row that the lock returned',
      requests: twice('buy', ({ pool }) =>
        inTransaction(pool, async (client) => {
          const [product] = (await client.query<Product>(`${read} for update`)).rows
          if (product === undefined || product.stock < 1) return 'sold out'
          await client.query('update product set stock = stock - 1 where id = 1')
          await client.query('insert into purchase values (1, 1)')
          return 'bought'
        }),
      ),
    },
  },
  sources: [
    'https://github.com/magento/magento2/issues/6363',
    'https://github.com/saleor/saleor/issues/543',
    'https://github.com/opencart/opencart/issues/4811',
  ],
}

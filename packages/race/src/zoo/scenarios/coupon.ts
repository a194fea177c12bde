import type { Pool, PoolClient } from 'pg'
import type { Scenario } from '../scenario.ts'
import { inTransaction, twice } from '../scenario.ts'

async function isUsedUp(db: Pool | PoolClient): Promise<boolean> {
  const { rows } = await db.query<{ used: number }>(
    `select count(*)::int as used from purchase where coupon = 'ONCE'`,
  )
  return (rows[0]?.used ?? 0) >= 1
}

const lock = `select from coupon where code = 'ONCE' for update`
const settle = `insert into purchase values ('ONCE')`

/** The coupon for one order that two orders used. */
export const coupon: Scenario = {
  name: 'coupon',
  title: 'The coupon that was good for one order',
  shape: 'phantom, scope too small',
  schema: `
    create table coupon (code text primary key);
    create table purchase (coupon text not null references coupon);
    insert into coupon values ('ONCE');`,
  promise: 'At most one order has the coupon.',
  check: async ({ one }) => {
    const { used } = await one<{ used: number }>('select count(*)::int as used from purchase')
    return used <= 1 ? undefined : `the coupon for one order was used ${used} times`
  },
  variants: {
    bug: {
      does: 'counts the orders that have it, then inserts its own',
      requests: twice('pay', async ({ pool }) => {
        if (await isUsedUp(pool)) return 'used up'
        await pool.query(settle)
        return 'paid'
      }),
    },
    trap: {
      does: 'locks the coupon while it counts, and lets go before the order is there',
      requests: twice('pay', async ({ pool }) => {
        const isRefused = await inTransaction(pool, async (client) => {
          await client.query(lock)
          return await isUsedUp(client)
        })
        if (isRefused) return 'used up'
        await pool.query(settle)
        return 'paid'
      }),
    },
    cure: {
      does: 'locks, counts and inserts in one transaction',
      requests: twice('pay', ({ pool }) =>
        inTransaction(pool, async (client) => {
          await client.query(lock)
          if (await isUsedUp(client)) return 'used up'
          await client.query(settle)
          return 'paid'
        }),
      ),
    },
  },
  sources: [
    'https://github.com/vendurehq/vendure/pull/4660',
    'https://github.com/shopware/shopware/issues/11245',
    'https://github.com/opencart/opencart/issues/4812',
  ],
}

import type { Scenario } from '../scenario.ts'
import { inTransaction, twice } from '../scenario.ts'

/** The next number, computed from those that one can see. */
export const invoiceNumber: Scenario = {
  name: 'invoice-number',
  title: 'Two invoices with one number',
  shape: 'one statement, stale snapshot',
  schema: `
    create table invoice (number int not null);
    create table counter (name text primary key, value int not null);
    insert into invoice values (41);
    insert into counter values ('invoice', 41);`,
  promise: 'No two invoices have the same number.',
  check: async ({ one }) => {
    const { invoices, numbers } = await one<{ invoices: number; numbers: number }>(
      'select count(*)::int as invoices, count(distinct number)::int as numbers from invoice',
    )
    return invoices === numbers ? undefined : `${invoices} invoices share ${numbers} numbers`
  },
  variants: {
    bug: {
      does: 'selects the highest number, then inserts the next',
      requests: twice('invoice', async ({ pool }) => {
        const { rows } = await pool.query<{ next: number }>('select max(number) + 1 as next from invoice')
        await pool.query('insert into invoice values ($1)', [rows[0]?.next])
        return rows[0]?.next
      }),
    },
    trap: {
      does: 'the same in one INSERT … SELECT',
      requests: twice('invoice', async ({ pool }) => {
        const { rows } = await pool.query<{ number: number }>(
          'insert into invoice select max(number) + 1 from invoice returning number',
        )
        return rows[0]?.number
      }),
    },
    cure: {
      does: 'advances a counter row, and takes what it returned',
      requests: twice('invoice', ({ pool }) =>
        inTransaction(pool, async (client) => {
          const { rows } = await client.query<{ value: number }>(
            `update counter set value = value + 1 where name = 'invoice' returning value`,
          )
          await client.query('insert into invoice values ($1)', [rows[0]?.value])
          return rows[0]?.value
        }),
      ),
    },
  },
  sources: [
    'https://github.com/PrestaShop/PrestaShop/issues/42821',
    'https://github.com/PrestaShop/PrestaShop/issues/28757',
    'https://github.com/senatroxx/OpenKos/pull/48',
  ],
}

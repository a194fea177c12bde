import { Client, Pool } from 'pg'
import postgres from 'postgres'
import { CompiledQuery, Kysely, PostgresDialect } from 'kysely'
import { drizzle } from 'drizzle-orm/node-postgres'
import { eq, sql as drizzleSql } from 'drizzle-orm'
import { integer, pgTable } from 'drizzle-orm/pg-core'
import { DataSource, EntitySchema } from 'typeorm'
import { PrismaPg } from '@prisma/adapter-pg'
import { describeDriver, type Driver } from './contract.ts'

const insertText = 'insert into account (id, amount) values ($1, $2)'
const selectText = 'select amount from account where id = $1'
const updateText = 'update account set amount = $2 where id = $1'
const series = 'select n from generate_series(1, $1::int) n'

class Halfway extends Error {}

function stopIf(fails: boolean): void {
  if (fails) throw new Halfway('halfway')
}

/** What `pg` calls a query, by text and values. */
type Ask = (text: string, values?: readonly unknown[]) => Promise<{ rows: { amount: number }[] }>

async function addBy(ask: Ask, id: number, amount: number, fails: boolean): Promise<void> {
  await ask('begin')
  try {
    const { rows } = await ask(`${selectText} for update`, [id])
    await ask(updateText, [id, (rows[0]?.amount ?? 0) + amount])
    stopIf(fails)
    await ask('commit')
  } catch (error) {
    await ask('rollback')
    throw error
  }
}

function overPg(ask: Ask, close: () => Promise<void>): Driver {
  return {
    insert: (id, amount) => ask(insertText, [id, amount]),
    amount: async (id) => (await ask(selectText, [id])).rows[0]?.amount ?? -1,
    add: (id, amount, fails) => addBy(ask, id, amount, fails),
    count: async (n) => (await ask(series, [n])).rows.length,
    close,
  }
}

describeDriver('pg', async (url) => {
  const client = new Client({ connectionString: url })
  await client.connect()
  return overPg(
    (text, values) => client.query<{ amount: number }>(text, values && [...values]),
    () => client.end(),
  )
})

describeDriver('pg with named statements', async (url) => {
  const client = new Client({ connectionString: url })
  await client.connect()
  return overPg(
    (text, values) =>
      client.query<{ amount: number }>({ name: text.slice(0, 60), text, values: [...(values ?? [])] }),
    () => client.end(),
  )
})

describeDriver('pg with a pipeline', async (url) => {
  const client = new Client({ connectionString: url, pipeline: true })
  await client.connect()
  return overPg(
    (text, values) => client.query<{ amount: number }>(text, values && [...values]),
    () => client.end(),
  )
})

describeDriver('postgres', async (url) => {
  const db = postgres(url, { max: 3, onnotice: () => undefined })
  return {
    insert: (id, amount) => db`insert into account ${db({ id, amount })}`,
    amount: async (id) =>
      (await db<{ amount: number }[]>`select amount from account where id = ${id}`)[0]?.amount ?? -1,
    add: (id, amount, fails) =>
      db.begin(async (tx) => {
        const [row] = await tx<{ amount: number }[]>`select amount from account where id = ${id} for update`
        await tx`update account set amount = ${(row?.amount ?? 0) + amount} where id = ${id}`
        stopIf(fails)
      }),
    count: async (n) => (await db`select n from generate_series(1, ${n}::int) n`).length,
    close: () => db.end(),
  }
})

describeDriver('Kysely', async (url) => {
  const db = new Kysely<{ account: { id: number; amount: number } }>({
    dialect: new PostgresDialect({ pool: new Pool({ connectionString: url, max: 3 }) }),
  })
  const amount = (id: number) => db.selectFrom('account').select('amount').where('id', '=', id)
  return {
    insert: (id, value) => db.insertInto('account').values({ id, amount: value }).execute(),
    amount: async (id) => (await amount(id).executeTakeFirstOrThrow()).amount,
    add: (id, value, fails) =>
      db.transaction().execute(async (tx) => {
        const read = tx.selectFrom('account').select('amount').where('id', '=', id).forUpdate()
        const row = await read.executeTakeFirstOrThrow()
        await tx
          .updateTable('account')
          .set({ amount: row.amount + value })
          .where('id', '=', id)
          .execute()
        stopIf(fails)
      }),
    count: async (n) => (await db.executeQuery(CompiledQuery.raw(series, [n]))).rows.length,
    close: () => db.destroy(),
  }
})

describeDriver('Drizzle', async (url) => {
  const pool = new Pool({ connectionString: url, max: 3 })
  const db = drizzle({ client: pool })
  const account = pgTable('account', { id: integer().primaryKey(), amount: integer().notNull() })
  return {
    insert: (id, amount) => db.insert(account).values({ id, amount }),
    amount: async (id) => (await db.select().from(account).where(eq(account.id, id)))[0]?.amount ?? -1,
    add: (id, amount, fails) =>
      db.transaction(async (tx) => {
        const [row] = await tx.select().from(account).where(eq(account.id, id)).for('update')
        await tx
          .update(account)
          .set({ amount: (row?.amount ?? 0) + amount })
          .where(eq(account.id, id))
        stopIf(fails)
      }),
    count: async (n) =>
      (await db.execute(drizzleSql`select n from generate_series(1, ${n}::int) n`)).rows.length,
    close: () => pool.end(),
  }
})

describeDriver('TypeORM', async (url) => {
  const account = new EntitySchema<{ id: number; amount: number }>({
    name: 'account',
    columns: { id: { type: Number, primary: true }, amount: { type: Number } },
  })
  const source = new DataSource({ type: 'postgres', url, entities: [account], extra: { max: 3 } })
  await source.initialize()
  return {
    insert: (id, amount) =>
      source.createQueryBuilder().insert().into(account).values({ id, amount }).updateEntity(false).execute(),
    amount: async (id) => (await source.getRepository(account).findOneByOrFail({ id })).amount,
    add: (id, amount, fails) =>
      source.transaction(async (manager) => {
        const row = await manager.findOneOrFail(account, {
          where: { id },
          lock: { mode: 'pessimistic_write' },
        })
        await manager.update(account, { id }, { amount: row.amount + amount })
        stopIf(fails)
      }),
    count: async (n) => (await source.query<unknown[]>(series, [n])).length,
    close: () => source.destroy(),
  }
})

/** The part of Prisma that talks to the server: the client above it comes from a generator and knows no wire. */
describeDriver("Prisma's adapter for pg", async (url) => {
  const db = await new PrismaPg({ connectionString: url, max: 3 }).connect()
  const asked = (text: string, ...args: readonly unknown[]) => ({
    sql: text,
    args: [...args],
    argTypes: args.map(() => ({ scalarType: 'int' as const, arity: 'scalar' as const })),
  })
  const first = (rows: readonly (readonly unknown[])[]): number => Number(rows[0]?.[0] ?? -1)
  return {
    insert: (id, amount) => db.executeRaw(asked(insertText, id, amount)),
    amount: async (id) => first((await db.queryRaw(asked(selectText, id))).rows),
    add: async (id, amount, fails) => {
      const tx = await db.startTransaction()
      const end = (verb: 'COMMIT' | 'ROLLBACK'): Promise<number> => tx.executeRaw(asked(verb))
      try {
        const read = await tx.queryRaw(asked(`${selectText} for update`, id))
        await tx.executeRaw(asked(updateText, id, first(read.rows) + amount))
        stopIf(fails)
        // With `usePhantomQuery` false, as here, the engine sends the end of the transaction itself.
        await end('COMMIT')
        await tx.commit()
      } catch (error) {
        await end('ROLLBACK')
        await tx.rollback()
        throw error
      }
    },
    count: async (n) => (await db.queryRaw(asked(series, n))).rows.length,
    close: () => db.dispose(),
  }
})

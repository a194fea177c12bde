import { barrier, createDatabase, type TestDatabase } from '@daylatch/test-kit'
import { fromPg, migrate } from 'daylatch'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { insertAdministrator } from '../src/accounts/administrator.ts'
import { consumeSetUpToken, hasAdministrator, makeSetUpToken } from '../src/accounts/set-up-link.ts'
import { countSignUp } from '../src/accounts/sign-up-limit.ts'
import { inTransaction } from '../src/accounts/transaction.ts'

let database: TestDatabase

beforeEach(async () => {
  database = await createDatabase()
  await migrate(fromPg(database.pool), { schema: 'site', folder: new URL('../sql/', import.meta.url) })
})

afterEach(async () => {
  await database.drop()
})

const ADDRESS = '192.0.2.1'

describe('the limit of sign-ups', () => {
  test('ten at once and a limit of three: three pass', async () => {
    const verdicts = await Promise.allSettled(
      Array.from({ length: 10 }, async () => {
        await countSignUp(database.pool, ADDRESS, 3)
      }),
    )
    expect(verdicts.filter((verdict) => verdict.status === 'fulfilled')).toHaveLength(3)
  })

  test('twin: reading the count first and writing it afterwards lets all ten pass', async () => {
    const allHaveRead = barrier(10)
    const naive = async (): Promise<boolean> => {
      const { rows } = await database.pool.query<{ count: number }>('select count from site.sign_up_count')
      await allHaveRead()
      await database.pool.query(
        `insert into site.sign_up_count values ($1, now(), 1)
         on conflict (address) do update set count = sign_up_count.count + 1`,
        [ADDRESS],
      )
      return (rows[0]?.count ?? 0) < 3
    }
    const passed = await Promise.all(Array.from({ length: 10 }, naive))
    expect(passed.filter(Boolean)).toHaveLength(10)
  })
})

describe('the set-up link', () => {
  const account = (index: number) => ({
    name: 'Admin',
    email: `a${index}@example.com`,
    password: 'correct horse',
  })

  async function administrators(): Promise<number | null> {
    return (await database.pool.query(`select from site.member where role = 'admin'`)).rowCount
  }

  test('used five times at once it makes one administrator', async () => {
    const token = (await makeSetUpToken(database.pool)) ?? ''
    await Promise.allSettled(
      Array.from({ length: 5 }, async (_, index) =>
        inTransaction(database.pool, async (client) => {
          await consumeSetUpToken(client, token)
          await insertAdministrator(client, account(index))
        }),
      ),
    )
    expect(await administrators()).toBe(1)
  })

  test('twin: asking first whether there is an administrator makes five', async () => {
    const allHaveAsked = barrier(5)
    await Promise.all(
      Array.from({ length: 5 }, async (_, index) =>
        inTransaction(database.pool, async (client) => {
          const isLate = await hasAdministrator(client)
          await allHaveAsked()
          if (!isLate) await insertAdministrator(client, account(index))
        }),
      ),
    )
    expect(await administrators()).toBe(5)
  })

  test('a token is refused after a second start, which made another', async () => {
    const first = (await makeSetUpToken(database.pool)) ?? ''
    await makeSetUpToken(database.pool)
    const use = inTransaction(database.pool, async (client) => consumeSetUpToken(client, first))
    await expect(use).rejects.toMatchObject({ status: 403, code: 'set-up-refused' })
  })
})

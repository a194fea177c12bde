import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { waitFor } from '@daylatch/test-kit'
import type { Unit } from '../../src/proxy/gate.ts'
import { openStage, type Arrival, type Stage } from '../proxy/support.ts'

/** What the contract asks of a client, each in the words that its users would write. Table `account (id, amount)`. */
export interface Driver {
  /** One INSERT with two values, outside of a transaction. */
  insert(id: number, amount: number): Promise<unknown>
  /** The amount of an account, by a SELECT outside of a transaction. */
  amount(id: number): Promise<number>
  /** In one transaction: SELECT … FOR UPDATE, UPDATE by what was read; `fails` throws before the end. */
  add(id: number, amount: number, fails: boolean): Promise<unknown>
  /** The number of rows that `select generate_series(1, n)` brings. */
  count(n: number): Promise<number>
  close(): Promise<unknown>
}

/** What a driver calls the SQLSTATE of an error, wherever it keeps it. */
export function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined
  const fields = error as { code?: unknown; originalCode?: unknown; cause?: unknown; driverError?: unknown }
  const own = [fields.originalCode, fields.code].find(
    (code) => typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code),
  )
  return typeof own === 'string' ? own : (codeOf(fields.cause) ?? codeOf(fields.driverError))
}

/** Leaves out what some ask of the catalogue before they begin. */
const isOfTheTest = ({ sql, kind, isImplicit }: Unit): boolean =>
  isImplicit || kind !== 'statement' || /(from|into|update) "?account\b/i.test(sql)

/** The same cases for every client, unmodified. `open` connects it to a url, which names a Unix socket as well. */
export function describeDriver(name: string, open: (url: string) => Promise<Driver>): void {
  describe(`${name} through the proxy`, () => {
    let stage: Stage
    let driver: Driver

    beforeAll(async () => {
      stage = await openStage()
      await stage.database.pool.query(
        'create table account (id int primary key, amount int not null unique deferrable initially deferred)',
      )
      // What writes nothing has no commit of its own, as in the lab.
      stage.gate.splits = ({ sql }) => /insert/i.test(sql)
      driver = await open(stage.socketUrl)
    })
    afterAll(async () => {
      await driver.close()
      await stage.close()
    })
    beforeEach(async () => {
      await stage.database.pool.query('delete from account')
      stage.gate.holds = () => false
      stage.gate.held.length = 0
      stage.gate.done.length = 0
    })

    const arrival = (index: number): Promise<Arrival> =>
      waitFor('a unit at the gate', () => stage.gate.held[index])
    const stored = async (): Promise<readonly unknown[]> =>
      (await stage.database.pool.query('select id, amount from account order by id')).rows
    const kinds = (): readonly string[] =>
      stage.gate.done
        .map(({ unit }) => unit)
        .filter(isOfTheTest)
        .map(({ kind, sql, isImplicit }) =>
          isImplicit ? '[commit]' : kind === 'statement' ? (sql.toLowerCase().match(/\w+/)?.[0] ?? '') : kind,
        )

    test('an INSERT of its own is the statement and its commit', async () => {
      await driver.insert(1, 10)
      expect(kinds()).toEqual(['insert', '[commit]'])
      expect(await stored()).toEqual([{ id: 1, amount: 10 }])
      const insert = stage.gate.done.find(({ unit }) => unit.sql.toLowerCase().startsWith('insert'))
      const { sql = '', parameters = [] } = insert?.unit ?? {}
      // psycopg2 puts the values into the text by itself.
      expect(parameters.length > 0 ? parameters : sql.match(/\d+/g)).toEqual(['1', '10'])
      expect(insert?.result.rows).toBe(1)
    })

    test('held before it runs it has changed nothing; held before its commit nobody sees it, and its answer waits', async () => {
      stage.gate.holds = isOfTheTest
      let isAnswered = false
      const answered = driver.insert(1, 10).then(() => (isAnswered = true))
      const insert = await arrival(0)
      expect(await stored()).toEqual([])
      insert.pass()
      const commit = await arrival(1)
      expect([await stored(), commit.unit.isImplicit, isAnswered]).toEqual([[], true, false])
      commit.pass()
      await answered
      expect(await stored()).toEqual([{ id: 1, amount: 10 }])
    })

    test('a SELECT reads what was committed while it was held', async () => {
      stage.gate.holds = isOfTheTest
      const amount = driver.amount(1)
      const select = await arrival(0)
      await stage.database.pool.query('insert into account values (1, 17)')
      select.pass()
      expect(await amount).toBe(17)
    })

    test('a transaction is its own statements and has no other commit', async () => {
      await stage.database.pool.query('insert into account values (1, 10)')
      await driver.add(1, 5, false)
      expect(kinds()).toEqual(['begin', 'select', 'update', 'commit'])
      expect(await stored()).toEqual([{ id: 1, amount: 15 }])
      const inside = stage.gate.done.map(({ unit }) => unit).filter(isOfTheTest)
      expect(inside.map(({ inTransaction }) => inTransaction)).toEqual([false, true, true, true])
    })

    test('a transaction that fails ends in a rollback', async () => {
      await stage.database.pool.query('insert into account values (1, 10)')
      await expect(driver.add(1, 5, true)).rejects.toThrow('halfway')
      await waitFor('the rollback', () => kinds().includes('rollback'))
      expect(kinds()).toEqual(['begin', 'select', 'update', 'rollback'])
      expect(await stored()).toEqual([{ id: 1, amount: 10 }])
    })

    test('an error of a statement reaches the client, and the connection goes on', async () => {
      await driver.insert(1, 10)
      const error = await driver.insert(1, 20).then(() => undefined, codeOf)
      expect(error).toBe('23505')
      expect(kinds()).toEqual(['insert', '[commit]', 'insert'])
      expect(await driver.amount(1)).toBe(10)
    })

    test('an error of the commit reaches the client, and the connection goes on', async () => {
      await driver.insert(1, 10)
      const error = await driver.insert(2, 10).then(() => undefined, codeOf)
      expect(error).toBe('23505')
      expect(kinds()).toEqual(['insert', '[commit]', 'insert', '[commit]'])
      expect(await driver.amount(1)).toBe(10)
    })

    test('ten at once are all done', async () => {
      const ids = Array.from({ length: 10 }, (_, index) => index + 1)
      await Promise.all(ids.map((id) => driver.insert(id, id * 10)))
      expect((await stored()).length).toBe(10)
      expect(kinds().filter((kind) => kind === '[commit]').length).toBe(10)
      expect(await Promise.all(ids.map((id) => driver.amount(id)))).toEqual(ids.map((id) => id * 10))
    })

    test('a large result arrives whole', async () => {
      expect(await driver.count(20_000)).toBe(20_000)
    })
  })
}

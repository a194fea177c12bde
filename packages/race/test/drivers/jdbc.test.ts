import { say, RawClient } from '../proxy/raw-client.ts'
import { describeDriver, type Driver } from './contract.ts'

class JdbcError extends Error {
  readonly code: string

  constructor(code: string) {
    super(code)
    this.code = code
  }
}

/**
 * What pgjdbc says: BEGIN goes in one packet with the first statement of a transaction, a statement that was used often
 * gets a name of its own and is not parsed again, and everything is the extended protocol.
 */
class JdbcStyle implements Driver {
  readonly #client: RawClient
  readonly #named = new Map<string, string>()
  #queue: Promise<unknown> = Promise.resolve()

  constructor(client: RawClient) {
    this.#client = client
  }

  insert(id: number, amount: number): Promise<unknown> {
    return this.#alone(() => this.#run('insert into account (id, amount) values ($1, $2)', [id, amount]))
  }

  amount(id: number): Promise<number> {
    return this.#alone(async () => {
      const rows = await this.#run('select amount from account where id = $1', [id])
      return Number(rows[0]?.[0] ?? -1)
    })
  }

  add(id: number, by: number, fails: boolean): Promise<unknown> {
    return this.#alone(async () => {
      const [row] = await this.#run('select amount from account where id = $1 for update', [id], 'BEGIN')
      await this.#run('update account set amount = $1 where id = $2', [Number(row?.[0]) + by, id])
      await this.#run(fails ? 'ROLLBACK' : 'COMMIT')
      if (fails) throw new JdbcError('halfway')
    })
  }

  count(n: number): Promise<number> {
    return this.#alone(
      async () => (await this.#run('select n from generate_series(1, $1::int) n', [n])).length,
    )
  }

  close(): Promise<unknown> {
    return this.#alone(() => this.#client.end())
  }

  /** A JDBC connection does one thing at a time. */
  #alone<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#queue.then(work)
    this.#queue = done.catch(() => undefined)
    return done
  }

  async #run(sql: string, values: readonly number[] = [], before?: string): Promise<(string | null)[][]> {
    const client = this.#client
    const messages = before === undefined ? [] : [say.parse(before), say.bind(), say.execute('', 1)]
    const known = this.#named.get(sql)
    const name = known ?? `S_${this.#named.size + 1}`
    if (known === undefined) messages.push(say.parse(sql, name))
    this.#named.set(sql, name)
    messages.push(say.bind(values.map(String), name), say.describe('P'), say.execute(), say.sync)
    client.rows.length = 0
    client.errors.length = 0
    client.send(...messages)
    await client.until(/Z$/)
    const [error] = client.errors
    if (error !== undefined) throw new JdbcError(error.code)
    return [...client.rows]
  }
}

describeDriver(
  'a client that speaks as pgjdbc does',
  async (url) => new JdbcStyle(await RawClient.connect(url)),
)

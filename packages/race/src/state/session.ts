import { Client } from 'pg'
import type { QueryConfig } from 'pg'

/** A connection to the server itself, beside the door. Statements that come at once run one after the other. */
export class Session {
  readonly #client: Client
  #last: Promise<unknown> = Promise.resolve()

  private constructor(client: Client) {
    this.#client = client
  }

  static async connect(url: string): Promise<Session> {
    const client = new Client({ connectionString: url, application_name: sessionName })
    // The server may go away between two executions; the next statement tells.
    client.on('error', () => undefined)
    await client.connect()
    return new Session(client)
  }

  query<Row extends object>(query: string | QueryConfig): Promise<readonly Row[]> {
    const rows = this.#last.then(async () => (await this.#client.query<Row>(query)).rows)
    this.#last = rows.catch(() => undefined)
    return rows
  }

  end(): Promise<void> {
    return this.#client.end()
  }
}

/** By which the lab's own connections are told from those of an application. */
export const sessionName = 'race lab'

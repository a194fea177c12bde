import type { Result, Row, SelectQuery, Session, Statement } from './database.ts'
import type { PgAnswer, PgClient, PgDone, PgNotice, PgQuery, PgResult } from './pg-client.ts'
import type { Preparing } from './preparing.ts'

/**
 * One connection of `pg`.
 *
 * Sends statements in the order of the calls. A client that does not pipeline queues them itself, but `pg` 9 will not:
 * there the next one goes out after this one's answer, whatever it is. After a failed statement the rest of the
 * transaction still has to reach its COMMIT.
 */
export class PgSession implements Session<PgClient> {
  readonly tx: PgClient
  readonly warnings: string[] = []
  readonly #preparing: Preparing
  /** Whether the connection came from a pool and goes back to it. */
  readonly #isOurs: boolean
  readonly #onNotice = (notice: Error | PgNotice): void => {
    if ('code' in notice && typeof notice.code === 'string') this.warnings.push(notice.code)
  }
  /** What is sent when the statement under way is answered; `undefined` while there is none, or the client pipelines. */
  #next: (() => void)[] | undefined
  #isReleased = false
  #isPipelineOpen = false
  #isCorked = false

  constructor(client: PgClient, preparing: Preparing, isOurs: boolean) {
    this.tx = client
    this.#preparing = preparing
    this.#isOurs = isOurs
    client.on('notice', this.#onNotice)
    client.on('error', ignore)
  }

  select(query: SelectQuery, suffix: string): Promise<readonly unknown[]> {
    return this.#ask(toSelect(query, suffix), toRows)
  }

  selectBehind(first: string, query: SelectQuery, suffix: string): Promise<readonly unknown[]> {
    return new Promise((resolve, reject) => {
      this.#openPipeline()
      const stream = this.#isCorked ? undefined : this.tx.connection?.stream
      stream?.cork?.()
      this.#isCorked ||= stream?.cork !== undefined
      let failure: Error | null | undefined
      this.#send({ text: first }, (error) => {
        failure = error
      })
      this.#send(toSelect(query, suffix), (error, answer) => {
        failure ??= error
        if (failure) return reject(failure)
        this.#closePipeline()
        resolve(toRows(answer))
      })
      if (stream === undefined) return
      stream.uncork?.()
      this.#isCorked = false
    })
  }

  query(statement: Statement): Promise<Result> {
    return this.#ask(toQuery(statement, this.#preparing.isOn), toResult)
  }

  release(broken?: Error): void {
    if (this.#isReleased) return
    this.#isReleased = true
    const client = this.tx
    if (broken === undefined) this.#closePipeline()
    client.removeListener('notice', this.#onNotice)
    if (broken === undefined || !this.#isOurs) client.removeListener('error', ignore)
    if (!this.#isOurs) return
    client.release(broken)
    if (broken !== undefined) client.connection?.stream?.destroy()
  }

  /**
   * Lets a client that could pipeline do so for as long as nobody but us has it: a whole round trip less for each lock.
   * Set back when every answer has come: after the statements that were sent together, or, when one of them fails, after
   * the ROLLBACK. A client of the caller's is left as it is.
   */
  #openPipeline(): void {
    if (!this.#isOurs || this.tx.pipeline !== false) return
    this.tx.pipeline = true
    this.#isPipelineOpen = true
  }

  #closePipeline(): void {
    if (!this.#isPipelineOpen) return
    this.tx.pipeline = false
    this.#isPipelineOpen = false
  }

  #ask<T>(query: PgQuery, read: (answer: PgAnswer) => T): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#send(query, (error, answer) => {
        if (error) reject(error)
        else resolve(read(answer))
      })
    })
  }

  #send(query: PgQuery, done: PgDone): void {
    if (this.tx.pipeline === true) {
      this.#writeTogether()
      this.#sendNow(query, done)
    } else if (this.#next === undefined) {
      this.#next = []
      this.#sendInTurn(query, done)
    } else {
      this.#next.push(() => this.#sendInTurn(query, done))
    }
  }

  /** What is sent in this turn of the event loop leaves in one write: a system call less per statement, for the server too. */
  #writeTogether(): void {
    const stream = this.tx.connection?.stream
    if (this.#isCorked || stream?.cork === undefined) return
    this.#isCorked = true
    stream.cork()
    queueMicrotask(() => {
      this.#isCorked = false
      stream.uncork?.()
    })
  }

  #sendInTurn(query: PgQuery, done: PgDone): void {
    this.#sendNow(query, (error, answer) => {
      done(error, answer)
      const next = this.#next?.shift()
      if (next === undefined) this.#next = undefined
      else next()
    })
  }

  #sendNow(query: PgQuery, done: PgDone): void {
    if (this.#isReleased) {
      // What is left running after its transaction must not reach whoever has the connection by then.
      done(new Error('This connection has been given back'), NOTHING)
    } else if (query.name === undefined && query.types === undefined) {
      // `pg` copies a configuration property by property; a text with its values it takes as they are.
      this.tx.query(query.text, query.values, done)
    } else if (query.name === undefined) {
      this.tx.query(query, done)
    } else {
      this.tx.query(query, (error, answer) => {
        this.#preparing.check(error)
        done(error, answer)
      })
    }
  }
}

/**
 * A lost connection also fails the query that was under way; that failure is the one that is handled. Without a
 * listener the same loss would end the process.
 */
function ignore(): void {
  return undefined
}

const NOTHING: PgAnswer = []

const asText = { getTypeParser: () => (value: string) => value }

/** Statements that answer without rows need no parsers for them. */
const WITHOUT_ROWS = /^(begin|commit|rollback|savepoint|release)\b(?!.*;\s*select)/s

function toSelect({ text, values }: SelectQuery, suffix: string): PgQuery {
  return values === undefined ? { text: text + suffix } : { text: text + suffix, values: [...values] }
}

function toQuery(statement: Statement, prepare: boolean): PgQuery {
  return {
    text: statement.text,
    ...(WITHOUT_ROWS.test(statement.text) ? {} : { types: asText }),
    ...(statement.values === undefined ? {} : { values: [...statement.values] }),
    ...(prepare && statement.name !== undefined ? { name: statement.name } : {}),
  }
}

function toRows(answer: PgAnswer): readonly unknown[] {
  return lastOf(answer)?.rows ?? []
}

function toResult(answer: PgAnswer): Result {
  const last = lastOf(answer)
  return { command: last?.command ?? '', rows: (last?.rows ?? []) as Row[] }
}

/** `pg` answers a text of several statements with a list; the last one is what the caller asked about. */
function lastOf(answer: PgAnswer): PgResult | undefined {
  return Array.isArray(answer) ? answer.at(-1) : answer
}

import { readTypes, readColumns, type Column } from '../wire/replies.ts'
import { readBind, readBindNames, readTarget, type Parse } from '../wire/requests.ts'
import { back, front, type Message } from '../wire/message.ts'
import { valueAsText } from '../wire/values.ts'

interface Statement {
  readonly name: string
  readonly sql: string
  readonly sent: string
  types: readonly number[]
  columns: readonly Column[]
}

interface Portal {
  readonly statement: Statement
  readonly bind: Message
}

const unknown: Portal = {
  statement: { name: '', sql: '', sent: '', types: [], columns: [] },
  bind: Buffer.alloc(0),
}

/** The prepared statements and portals of one connection, so that an Execute can be told by its SQL and values. */
export class Prepared {
  readonly #statements = new Map<string, Statement>()
  readonly #portals = new Map<string, Portal>()
  /** Statements (`null`: portals) whose description the server still owes. */
  #owed: (Statement | null)[] = []

  /** Takes note of a Parse, and of the text that the server gets in its place. */
  parsed({ name, sql, types }: Parse, sent: string): void {
    this.#statements.set(name, { name, sql, sent, types, columns: [] })
  }

  /** Takes note of a Bind, Describe or Close on its way to the server. */
  note(message: Message): void {
    switch (message[0]) {
      case front.bind: {
        const { portal, statement } = readBindNames(message)
        this.#portals.set(portal, {
          statement: this.#statements.get(statement) ?? unknown.statement,
          bind: message,
        })
        break
      }
      case front.describe: {
        const { isStatement, name } = readTarget(message)
        this.#owed.push(isStatement ? (this.#statements.get(name) ?? null) : null)
        break
      }
      case front.close: {
        const { isStatement, name } = readTarget(message)
        ;(isStatement ? this.#statements : this.#portals).delete(name)
      }
    }
  }

  /** Takes note of a description on its way to the client. */
  described(message: Message): void {
    const type = message[0]
    const [statement] = this.#owed
    if (type === back.parameterDescription) {
      if (statement) statement.types = readTypes(message)
      return
    }
    if (type === back.rowDescription && statement) statement.columns = readColumns(message)
    this.#owed.shift()
  }

  /** At a ReadyForQuery: what an error cut off is not owed any more. */
  settle(): void {
    if (this.#owed.length > 0) this.#owed = []
  }

  portal(name: string): BoundPortal {
    return new BoundPortal(this.#portals.get(name) ?? unknown)
  }
}

/** One Bind. Its values are read when they are asked for. */
export class BoundPortal {
  readonly #portal: Portal

  constructor(portal: Portal) {
    this.#portal = portal
  }

  /** Of its statement; empty for the unnamed one. */
  get name(): string {
    return this.#portal.statement.name
  }

  get sql(): string {
    return this.#portal.statement.sql
  }

  get sent(): string {
    return this.#portal.statement.sent
  }

  get columns(): readonly Column[] {
    return this.#portal.statement.columns
  }

  get resultFormats(): readonly number[] {
    const { bind } = this.#portal
    return bind.length === 0 ? [] : readBind(bind).resultFormats
  }

  get parameters(): readonly (string | null)[] {
    const { bind, statement } = this.#portal
    if (bind.length === 0) return []
    const { values, formats } = readBind(bind)
    return values.map((value, index) => valueAsText(value, formats[index] ?? 0, statement.types[index] ?? 0))
  }
}

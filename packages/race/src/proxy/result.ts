import { back, type Message, type Status } from '../wire/message.ts'
import {
  readColumns,
  readError,
  readRow,
  readTag,
  rowsOfTag,
  type Column,
  type ServerError,
} from '../wire/replies.ts'
import { formatOf } from '../wire/requests.ts'
import { valueAsText } from '../wire/values.ts'
import type { UnitResult } from './gate.ts'

/** Rows that are kept to be told, and how long one may be. */
const mostRows = 8
const longestRow = 8_192

/** Columns of a statement as it was described, and the formats that a Bind wants them in. */
export interface Described {
  readonly columns: readonly Column[]
  readonly resultFormats: readonly number[]
}

/** Gathers what a server answers to one unit. */
export class Result implements UnitResult {
  rows: number | null = null
  error: ServerError | null = null
  status: Status | null = null
  isHeldBack = false
  isCutOff = false
  isSuspended = false
  /** Of the last command of it; empty where none was done. */
  tag = ''
  readonly #described: Described | null
  #columns: readonly Column[] | null = null
  #kept: Buffer[] = []

  /** What a described statement's rows look like; the server says it again only where the client asked again. */
  constructor(described: Described | null = null) {
    this.#described = described
  }

  take(type: number, message: Message): void {
    if (type === back.dataRow) this.#keep(message)
    else if (type === back.commandComplete) {
      this.tag = readTag(message)
      this.rows = rowsOfTag(this.tag)
    } else if (type === back.error) this.error = readError(message)
    else if (type === back.rowDescription) {
      this.#columns = readColumns(message)
      this.#kept = []
    } else if (type === back.portalSuspended) this.isSuspended = true
  }

  get values(): readonly Readonly<Record<string, string | null>>[] {
    return this.#kept.map((row) => this.#decode(row))
  }

  #keep(row: Message): void {
    // A copy, because the original holds on to the whole chunk that it came in.
    if (this.#kept.length < mostRows && row.length <= longestRow) this.#kept.push(Buffer.from(row))
  }

  #decode(row: Buffer): Readonly<Record<string, string | null>> {
    const columns = (this.#columns ??= formatted(this.#described))
    return Object.fromEntries(
      readRow(row).map((value, index) => {
        const { name, format, type } = columns[index] ?? { name: `column ${index + 1}`, format: 0, type: 0 }
        return [name, valueAsText(value, format, type)]
      }),
    )
  }
}

function formatted(described: Described | null): readonly Column[] {
  if (described === null) return []
  const { columns, resultFormats } = described
  return columns.map((column, index) => ({ ...column, format: formatOf(resultFormats, index) }))
}

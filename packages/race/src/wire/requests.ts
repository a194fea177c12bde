import { bodyStart, front, type Message } from './message.ts'
import { Reader } from './reader.ts'

export interface Parse {
  readonly name: string
  readonly sql: string
  /** Types that the client fixed; 0 where it left one open. */
  readonly types: readonly number[]
}

export interface Bind {
  readonly portal: string
  readonly statement: string
  readonly values: readonly (Buffer | null)[]
  /** 0 for text, 1 for binary, one for each value. */
  readonly formats: readonly number[]
  /** The same for the columns of the result: none for text, one for all, or one for each. */
  readonly resultFormats: readonly number[]
}

/** The text of a Query. */
export function readQuery(message: Message): string {
  return new Reader(message, bodyStart).text()
}

export function readParse(message: Message): Parse {
  const reader = new Reader(message, bodyStart)
  return { name: reader.text(), sql: reader.text(), types: reader.list(() => reader.int32()) }
}

/** Names alone, for the way where nobody asks for the values. */
export function readBindNames(message: Message): { readonly portal: string; readonly statement: string } {
  const reader = new Reader(message, bodyStart)
  return { portal: reader.text(), statement: reader.text() }
}

export function readBind(message: Message): Bind {
  const reader = new Reader(message, bodyStart)
  const portal = reader.text()
  const statement = reader.text()
  const formats = reader.list(() => reader.int16())
  const values = reader.list(() => reader.value())
  return {
    portal,
    statement,
    values,
    formats: values.map((_, index) => formatOf(formats, index)),
    resultFormats: reader.list(() => reader.int16()),
  }
}

/** None means text for all, one means that one for all. */
export function formatOf(formats: readonly number[], index: number): number {
  return (formats.length === 1 ? formats[0] : formats[index]) ?? 0
}

/** Portal of an Execute. */
export function readExecute(message: Message): string {
  return new Reader(message, bodyStart).text()
}

/** Of Describe and Close: a statement or a portal, and its name. */
export function readTarget(message: Message): { readonly isStatement: boolean; readonly name: string } {
  const reader = new Reader(message, bodyStart)
  return { isStatement: reader.byte() === 0x53, name: reader.text() }
}

function text(value: string): Buffer {
  return Buffer.from(`${value}\0`)
}

function message(type: number, ...parts: readonly Buffer[]): Message {
  const body = Buffer.concat(parts)
  const head = Buffer.alloc(bodyStart)
  head.writeUInt8(type, 0)
  head.writeUInt32BE(body.length + 4, 1)
  return Buffer.concat([head, body])
}

export function writeQuery(sql: string): Message {
  return message(front.query, text(sql))
}

export function writeParse({ name, sql, types }: Parse): Message {
  const oids = Buffer.alloc(2 + 4 * types.length)
  oids.writeUInt16BE(types.length, 0)
  types.forEach((type, index) => oids.writeInt32BE(type, 2 + 4 * index))
  return message(front.parse, text(name), text(sql), oids)
}

export const flush: Message = message(front.flush)
export const sync: Message = message(front.sync)
export const terminate: Message = message(front.terminate)

/**
 * One statement without parameters, with a Sync unless told otherwise, under names that the client does not use, and leaving no name behind:
 * its own unnamed statement and portal stay as they are. It is closed before as well, for where an error kept the last
 * one from being closed.
 */
export function writeAside(sql: string, isSynced = true): Buffer {
  const name = 'daylatch_race'
  const close = Buffer.concat(['P', 'S'].map((kind) => message(front.close, Buffer.from(kind), text(name))))
  return Buffer.concat([
    close,
    writeParse({ name, sql, types: [] }),
    message(front.bind, text(name), text(name), Buffer.alloc(6)),
    message(front.execute, text(name), Buffer.alloc(4)),
    close,
    ...(isSynced ? [sync] : []),
  ])
}

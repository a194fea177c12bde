import { bodyStart, type Message, type Status } from './message.ts'
import { Reader } from './reader.ts'

export interface Column {
  readonly name: string
  readonly type: number
  readonly format: number
}

export interface ServerError {
  readonly code: string
  readonly message: string
}

/** SQLSTATE and primary text of an ErrorResponse. */
export function readError(message: Message): ServerError {
  const fields = readFields(message)
  return { code: fields.get(0x43) ?? '', message: fields.get(0x4d) ?? '' }
}

/** Severity of a NoticeResponse, and the routine of the server that gave it, both in no language. */
export function readNotice(message: Message): { readonly severity: string; readonly routine: string } {
  const fields = readFields(message)
  return { severity: fields.get(0x56) ?? '', routine: fields.get(0x52) ?? '' }
}

function readFields(message: Message): ReadonlyMap<number, string> {
  const reader = new Reader(message, bodyStart)
  const fields = new Map<number, string>()
  for (let field = reader.byte(); field !== 0; field = reader.byte()) fields.set(field, reader.text())
  return fields
}

/** What a CommandComplete says, such as `INSERT 0 1`. */
export function readTag(message: Message): string {
  return message.toString('latin1', bodyStart, message.length - 1)
}

/** Rows in a tag; `null` where the command tells none. */
export function rowsOfTag(tag: string): number | null {
  const last = tag.slice(tag.lastIndexOf(' ') + 1)
  return last !== tag && /^\d+$/.test(last) ? Number(last) : null
}

export function readStatus(message: Message): Status {
  const status = String.fromCharCode(message[bodyStart] ?? 0)
  return status === 'T' || status === 'E' ? status : 'I'
}

export function readColumns(message: Message): readonly Column[] {
  const reader = new Reader(message, bodyStart)
  return reader.list(() => {
    const name = reader.text()
    reader.bytes(6)
    const type = reader.int32()
    reader.bytes(6)
    return { name, type, format: reader.int16() }
  })
}

export function readRow(message: Message): readonly (Buffer | null)[] {
  const reader = new Reader(message, bodyStart)
  return reader.list(() => reader.value())
}

/** Types of a statement's parameters, from a ParameterDescription. */
export function readTypes(message: Message): readonly number[] {
  const reader = new Reader(message, bodyStart)
  return reader.list(() => reader.int32())
}

/** Process id of the backend, and id and secret together as a CancelRequest names them. */
export function readKeyData(message: Message): { readonly pid: number; readonly key: string } {
  return { pid: message.readInt32BE(bodyStart), key: message.toString('hex', bodyStart) }
}

/** Which kind of authentication a message is about; 0 when it is done. */
export function readAuthentication(message: Message): number {
  return message.readInt32BE(bodyStart)
}

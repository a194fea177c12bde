import { badOption } from '../errors.ts'

/** Most that a payload may have, as UTF-8 JSON. What is larger belongs in a table of the application's, and its key here. */
export const PAYLOAD_LIMIT: number = 64 * 1024

const DEPTH_LIMIT = 100

/**
 * The payload's text as it is stored. Whatever JSON would change without saying so is refused: a Date, `undefined`, NaN.
 *
 * @throws {DaylatchError} BAD_OPTION
 */
export function payloadText(option: string, value: unknown): string {
  assertJson(option, value, 0)
  const text = JSON.stringify(value)
  const bytes = Buffer.byteLength(text)
  if (bytes > PAYLOAD_LIMIT) {
    throw badOption(option, `JSON of at most ${PAYLOAD_LIMIT} bytes`, `${bytes} bytes`)
  }
  return text
}

function assertJson(option: string, value: unknown, depth: number): void {
  if (depth > DEPTH_LIMIT) throw badOption(option, `JSON of at most ${DEPTH_LIMIT} levels`, 'a deeper one')
  if (value === null || typeof value === 'boolean') return
  if (typeof value === 'string') return assertStorable(option, value)
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw badOption(option, 'JSON, whose numbers are finite', value)
    return
  }
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) assertJson(`${option}[${index}]`, item, depth + 1)
    return
  }
  if (typeof value !== 'object' || !isPlain(value)) throw badOption(option, 'JSON', value)
  for (const [key, item] of Object.entries(value)) {
    assertStorable(option, key)
    assertJson(`${option}.${key.slice(0, 40)}`, item, depth + 1)
  }
}

/** `jsonb` stores neither NUL nor half of a surrogate pair. */
function assertStorable(option: string, value: string): void {
  if (!value.includes('\0') && value.isWellFormed()) return
  throw badOption(option, 'well-formed Unicode without NUL', value.toWellFormed().replaceAll('\0', '\\0'))
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

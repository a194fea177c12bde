import { Problem } from '../http/problem.ts'

/** Where a page of the public list begins: the day, and the rank of the last one shown. */
export interface ListCursor {
  readonly period: string
  readonly after: number
}

export function writeCursor({ period, after }: ListCursor): string {
  return Buffer.from(`${period}/${after}`).toString('base64url')
}

/** @throws {Problem} 400 `invalid-cursor` for anything that `writeCursor` cannot have made */
export function readCursor(cursor: string): ListCursor {
  const match = /^(\d{4,6}-\d{2}-\d{2})\/(\d{1,12})$/.exec(
    Buffer.from(cursor, 'base64url').toString('latin1'),
  )
  const [, period, after] = match ?? []
  if (period === undefined || after === undefined) {
    throw new Problem(400, 'invalid-cursor', 'The cursor is not one that this list has given out.')
  }
  return { period, after: Number(after) }
}

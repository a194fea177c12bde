import type { Row } from './drivers/database.ts'

/** A timestamp as whole milliseconds since 1970: independent of DateStyle, TimeZone and anybody's type parsers. */
export function epochMs(expression: string): string {
  return `floor(extract(epoch from ${expression}) * 1000)::bigint`
}

/**
 * Whether the claim `k` is of the action and not released, where its subject is given as well. In a form that no index
 * answers but that of the subject: without statistics the planner would look for it in the backstop's, which begins with
 * the action, and read what everybody has claimed.
 */
export function standsOf(k: string, action: string): string {
  return `${k}.action || '' = ${action} and num_nulls(${k}.released_at) = 1`
}

/** The column's value; a column that is missing or null here is a defect of the statement, not of the data. */
export function text(row: Row, column: string): string {
  const value = row[column]
  if (value == null) throw new TypeError(`Expected column \`${column}\` to have a value`)
  return value
}

export function textOrNull(row: Row, column: string): string | null {
  return row[column] ?? null
}

export function toNumber(row: Row, column: string): number {
  return Number(text(row, column))
}

export function toDate(row: Row, column: string): Date {
  return new Date(toNumber(row, column))
}

export function toDateOrNull(row: Row, column: string): Date | null {
  return row[column] == null ? null : toDate(row, column)
}

/** `pg` gives booleans of an untyped result as the server's text: t or f. */
export function isTrue(row: Row, column: string): boolean {
  return row[column] === 't'
}

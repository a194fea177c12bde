import type { TraceEntry } from '../../run/run.ts'
import type { StepResult } from '../../run/step.ts'
import type { Reading } from '../sql/reading.ts'
import type { Statement } from '../sql/statement.ts'
import type { Writing } from '../sql/writing.ts'
import { equation, filledIn, shortened } from './values.ts'

/** `sign_in (member = 1, day = current_date)`: a table, and which of its rows. */
export function rowsOf({ table, equals }: Reading | Writing): string {
  const which = [...equals].map(([column, value]) => equation(column, value))
  return which.length === 0 || which.length > 3 ? table : `${table} (${which.join(', ')})`
}

const counting: Readonly<Record<string, string>> = {
  count: 'counts',
  sum: 'sums up',
  max: 'takes the maximum of',
  min: 'takes the minimum of',
  avg: 'takes the average of',
}

export function readingWords(reading: Reading): string {
  if (reading.lock !== null) return `locks ${reading.table}`
  return `${counting[reading.aggregate ?? ''] ?? 'reads'} ${reading.table}`
}

const changing: Readonly<Record<Writing['verb'], string>> = {
  insert: 'inserts into',
  update: 'changes',
  delete: 'deletes from',
  merge: 'merges into',
}

export function writingWords({ verb, table }: Writing): string {
  return `${changing[verb]} ${table}`
}

/** "changes person, having counted person", "reads wallet": what a statement does, in a few words. */
export function statementWords({ readings, writings }: Statement): string | null {
  const [writing] = writings
  const looks = readings.filter(({ isOwnTarget }) => !isOwnTarget)
  if (writing === undefined)
    return looks[0] === undefined ? null : [...new Set(looks.map(readingWords))].join(', ')
  const [look] = looks
  if (look === undefined) return writingWords(writing)
  const both =
    look.table === writing.table ? readingWords(look).replace(` ${look.table}`, '') : readingWords(look)
  return `${both} and ${writingWords(writing)}`
}

/** What came back, as a person would say it: "no row", "balance = 100", "2 rows". */
export function answerWords({ rows, values }: StepResult): string {
  if (rows === 0) return 'no row'
  const [first] = values
  const cells = Object.entries(first ?? {})
  if (rows === 1 && cells.length > 0 && cells.length <= 3)
    return cells.map(([name, value]) => `${name} = ${value === null ? 'null' : shortened(value)}`).join(', ')
  if (rows === null) return ''
  return rows === 1 ? '1 row' : `${rows} rows`
}

/** What a change did: what it returned, else what it set where the statement says it, else the number of rows. */
export function changeWords(writing: Writing, { step, result }: TraceEntry): string {
  if (result.rows === 0) return writing.handlesConflict ? 'no row: it is there already' : 'no row'
  if (result.values.length > 0) return answerWords(result)
  const set =
    writing.verb === 'update'
      ? setClause(filledIn(step.text, step.parameters))
      : [...writing.sets].map(([column, value]) => equation(column, value)).join(', ')
  return writing.verb !== 'delete' && set !== '' && set.length <= 60 ? set : answerWords(result)
}

/** What stands between SET and WHERE. */
export function setClause(sql: string): string {
  return /\bset (.+?)(?: where\b| from\b| returning\b|;|$)/i.exec(sql)?.[1] ?? ''
}

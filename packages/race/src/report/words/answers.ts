import type { History } from '../history/accesses.ts'
import { answerWords } from './accesses.ts'

/** Most columns of a row that are told. */
const most = 3

/** What an entry got back. Of a wide row, as ORMs ask for, only the columns that somebody in this run changes are told. */
export function answerOf({ trace, reads, writes }: History, entry: number): string {
  const result = trace[entry]?.result
  if (result === undefined) return ''
  const [first] = result.values
  const cells = Object.entries(first ?? {})
  if (result.rows !== 1 || cells.length <= most) return answerWords(result)
  const tables = new Set(reads.filter((read) => read.entry === entry).map(({ table }) => table))
  const changed = writes.filter(({ table }) => tables.has(table)).flatMap(({ writing }) => writing.columns)
  const told = cells.flatMap(([name, value]) => {
    // SQLAlchemy and others call a column `member_is_sign`.
    const column = changed.find((one) => name === one || name.endsWith(`_${one}`))
    return column === undefined ? [] : [[column, value] as const]
  })
  if (told.length === 0 || told.length > most) return answerWords(result)
  return answerWords({ ...result, values: [Object.fromEntries(told)] })
}

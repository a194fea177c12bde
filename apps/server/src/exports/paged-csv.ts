import type { Readable } from 'node:stream'
import { type CsvCell, csvStream } from '../http/csv.ts'

/** The page after the row `last`, or the first page; an empty one ends the file. */
export type NextPage<Row> = (last: Row | undefined) => Promise<readonly Row[]>

/**
 * A file of any size, page by page, as fast as the client takes it. No connection is held in between: a slow download
 * costs the database nothing. So the file is no snapshot of one moment; rows that are written meanwhile may be in it or
 * not.
 */
export function pagedCsv<Row>(
  columns: Readonly<Record<string, (row: Row) => CsvCell | Date>>,
  nextPage: NextPage<Row>,
): Readable {
  const readers = Object.values(columns)
  return csvStream(
    Object.keys(columns),
    rowsOf(nextPage, (row) => readers.map((read) => cellOf(read(row)))),
  )
}

async function* rowsOf<Row>(
  nextPage: NextPage<Row>,
  cellsOf: (row: Row) => readonly CsvCell[],
): AsyncGenerator<readonly CsvCell[]> {
  let last: Row | undefined
  for (;;) {
    const page = await nextPage(last)
    for (const row of page) yield cellsOf(row)
    last = page.at(-1)
    if (last === undefined) return
  }
}

function cellOf(value: CsvCell | Date): CsvCell {
  return value instanceof Date ? value.toISOString() : value
}

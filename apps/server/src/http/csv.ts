import { stringify } from 'csv-stringify'
import { Readable } from 'node:stream'

/** A cell: numbers stay numbers, texts are made harmless. */
export type CsvCell = string | number | null

/** What a spreadsheet would take for the begin of a formula. */
const FORMULA = /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/

/**
 * Rows as a CSV stream, written while it is read: nothing is kept but a page of rows.
 *
 * It begins with a byte order mark, without which spreadsheets read Chinese as Latin-1. A text that a spreadsheet would
 * calculate is given an apostrophe in front; amounts are numbers and may be negative.
 */
export function csvStream(columns: readonly string[], rows: AsyncIterable<readonly CsvCell[]>): Readable {
  const writer = stringify({ bom: true, header: true, columns: [...columns], record_delimiter: 'windows' })
  const source = Readable.from(harmless(rows))
  source.on('error', (error) => writer.destroy(error))
  writer.on('close', () => source.destroy())
  return source.pipe(writer)
}

async function* harmless(rows: AsyncIterable<readonly CsvCell[]>): AsyncGenerator<CsvCell[]> {
  for await (const row of rows) {
    yield row.map((cell) => (typeof cell === 'string' && FORMULA.test(cell) ? `'${cell}` : cell))
  }
}

/** The headers of a download. */
export function csvHeaders(fileName: string): Record<string, string> {
  return {
    'content-type': 'text/csv; charset=utf-8',
    'content-disposition': `attachment; filename="${fileName}"`,
  }
}

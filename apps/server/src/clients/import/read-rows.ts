import { CsvError, parse } from 'csv-parse'
import { Readable } from 'node:stream'
import { setImmediate as letOthersRun } from 'node:timers/promises'
import { Problem } from '../../http/problem.ts'
import { readPhoneNumber } from '../phone-number.ts'
import { chooseZone, readName, readZone, sameClientKey, type ZoneChoice } from '../rules.ts'
import { type Column, type Header, readHeader, readYesOrNo } from './columns.ts'
import type { RowError } from './row-errors.ts'

/** Most rows of one file, headings not counted. */
export const MOST_ROWS = 50_000

/** With the empty ones among them. */
const MOST_LINES = 2 * MOST_ROWS
const LONGEST_ROW = 20_000
const CHUNK = 65_536
const ROWS_AT_A_TIME = 200

/** A row without a mistake. */
export interface ImportRow extends ZoneChoice {
  readonly row: number
  readonly name: string
  readonly number: string
  readonly optedOut: boolean
  readonly key: string
}

export interface ReadRows {
  /** How many rows have something in them, those with mistakes included. */
  readonly count: number
  readonly rows: readonly ImportRow[]
  readonly errors: readonly RowError[]
  readonly ignoredColumns: readonly string[]
}

/**
 * Reads a CSV file, cells as the texts that they are: nothing in them is calculated, and `=1+1` may be somebody's name.
 * Commas, semicolons or tabs stand between the cells, as the headings have them. Empty rows are passed over.
 *
 * Others are served in between: reading 50,000 numbers takes some seconds.
 *
 * @param region whose national numbers are read as well; without it numbers need their + and country code
 * @throws {Problem} 413 `too-many-rows`
 */
export async function readRows(text: string, region: string | undefined): Promise<ReadRows> {
  const errors: RowError[] = []
  const rows: ImportRow[] = []
  let [position, count] = [0, 0]
  let header: Header | undefined
  try {
    for await (const cells of records(text)) {
      position += 1
      if (position % ROWS_AT_A_TIME === 0) await letOthersRun()
      if (position > MOST_LINES) throw tooManyRows()
      if (header === undefined) {
        header = readHeader(cells)
        errors.push(...headerErrors(header))
        if (errors.length > 0) break
      } else if (cells.some((cell) => cell.trim() !== '')) {
        count += 1
        if (count > MOST_ROWS) throw tooManyRows()
        const read = readRow(cells, header, position, region)
        if ('row' in read) rows.push(read)
        else errors.push(...read.errors)
      }
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    return malformed(error)
  }
  if (header === undefined && errors.length === 0) errors.push(...headerErrors(readHeader([])))
  return { count, rows, errors, ignoredColumns: header?.ignored ?? [] }
}

/** What stands before it was read as well, up to some row or other: it is not told, so that the answer is always the same. */
function malformed(error: CsvError): ReadRows {
  const row = Number(error['records']) + 1
  return { count: 0, rows: [], errors: [{ row, column: null, code: 'malformed' }], ignoredColumns: [] }
}

function records(text: string): AsyncIterable<readonly string[]> {
  const parser = parse({
    delimiter: delimiterOf(text),
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    max_record_size: LONGEST_ROW,
  })
  return Readable.from(chunksOf(text)).pipe(parser)
}

function* chunksOf(text: string): Generator<string> {
  for (let at = 0; at < text.length; at += CHUNK) yield text.slice(at, at + CHUNK)
}

/** Spreadsheets write what their country takes for the comma. */
function delimiterOf(text: string): string {
  const headings = /^[^\r\n]*/.exec(text)?.[0] ?? ''
  return [',', ';', '\t'].find((delimiter) => headings.includes(delimiter)) ?? ','
}

function headerErrors({ missing, twice }: Header): readonly RowError[] {
  return [
    ...missing.map((column) => ({ row: 1, column, code: 'missing-column' as const })),
    ...twice.map((column) => ({ row: 1, column, code: 'column-twice' as const })),
  ]
}

function readRow(
  cells: readonly string[],
  header: Header,
  row: number,
  region: string | undefined,
): ImportRow | { readonly errors: readonly RowError[] } {
  const cellOf = (column: Column): string => cells[header.places.get(column) ?? -1] ?? ''
  const name = readName(cellOf('name'))
  const phone = readPhoneNumber(cellOf('number'), region)
  const givenZone = cellOf('zone').trim()
  const zone = givenZone === '' ? null : readZone(givenZone)
  const optedOut = readYesOrNo(cellOf('optedOut'))
  if (name !== undefined && phone !== undefined && zone !== undefined && optedOut !== undefined) {
    const { number } = phone
    const rest = cells.slice(header.width)
    if (rest.every((cell) => cell.trim() === '')) {
      return {
        row,
        name,
        number,
        optedOut,
        key: sameClientKey(name, number),
        ...chooseZone(zone, phone.zone),
      }
    }
  }
  // The cells stand under the wrong headings then, so what else is wrong with them says nothing.
  if (cells.length > header.width) return { errors: [{ row, column: null, code: 'too-many-cells' }] }
  const wrong: (RowError | undefined)[] = [
    name === undefined ? { row, column: 'name', code: 'invalid-name' } : undefined,
    phone === undefined ? { row, column: 'number', code: 'invalid-number' } : undefined,
    zone === undefined ? { row, column: 'zone', code: 'unknown-zone' } : undefined,
    optedOut === undefined ? { row, column: 'optedOut', code: 'neither-yes-nor-no' } : undefined,
  ]
  return { errors: wrong.filter((error) => error !== undefined) }
}

function tooManyRows(): Problem {
  return new Problem(413, 'too-many-rows', `A file may have ${MOST_ROWS} rows. Cut it, and import the parts.`)
}

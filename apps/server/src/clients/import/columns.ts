/** What a column of the file can be about. */
export type Column = 'name' | 'number' | 'zone' | 'optedOut'

/** What columns may be called, in lower case and without spaces, - and _. */
const NAMES: Readonly<Record<Column, readonly string[]>> = {
  name: ['name', 'client', 'clientname', 'fullname', '姓名', '名称', '名字', '客户', '客户名称', '客户姓名'],
  number: [
    'number',
    'phone',
    'phonenumber',
    'mobile',
    'mobilenumber',
    'telephone',
    'tel',
    '号码',
    '手机',
    '手机号',
    '手机号码',
    '电话',
    '电话号码',
  ],
  zone: ['zone', 'timezone', '时区'],
  optedOut: ['optedout', 'optout', 'unsubscribed', '退订', '已退订', '拒收'],
}

export interface Header {
  /** At which place of a row the cell of a column stands. */
  readonly places: ReadonlyMap<Column, number>
  /** How many cells a row has. */
  readonly width: number
  /** Headings that mean nothing here: their cells are not read. */
  readonly ignored: readonly string[]
  readonly missing: readonly Column[]
  readonly twice: readonly Column[]
}

/** Reads the first row of a file. The order of the columns does not matter. */
export function readHeader(cells: readonly string[]): Header {
  const places = new Map<Column, number>()
  const ignored: string[] = []
  const twice: Column[] = []
  for (const [place, cell] of cells.entries()) {
    const column = columnOf(cell)
    if (column === undefined) {
      if (cell.trim() !== '') ignored.push(cell.trim().slice(0, 80))
    } else if (places.has(column)) twice.push(column)
    else places.set(column, place)
  }
  const missing = (['name', 'number'] as const).filter((column) => !places.has(column))
  return { places, width: cells.length, ignored, missing, twice }
}

function columnOf(heading: string): Column | undefined {
  const word = heading
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[\s_-]/g, '')
  return (Object.keys(NAMES) as Column[]).find((column) => NAMES[column].includes(word))
}

const YES: ReadonlySet<string> = new Set(['yes', 'y', 'true', '1', '是', '已退订'])
const NO: ReadonlySet<string> = new Set(['', 'no', 'n', 'false', '0', '否'])

/** Whether a cell says that the client has opted out; `undefined` where it says neither. */
export function readYesOrNo(cell: string): boolean | undefined {
  const word = cell.normalize('NFKC').trim().toLowerCase()
  return YES.has(word) ? true : NO.has(word) ? false : undefined
}

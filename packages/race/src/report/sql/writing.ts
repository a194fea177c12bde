import { columnsIn, conditionsOf, valueOf } from './conditions.ts'
import type { Parameters } from './conditions.ts'
import { tableName } from './reading.ts'
import { listAt, textAt, treeAt } from './tree.ts'
import type { Tree } from './tree.ts'

/** How a statement changes one table. */
export interface Writing {
  readonly table: string
  readonly verb: 'insert' | 'update' | 'delete' | 'merge'
  /** Columns that it sets. */
  readonly columns: readonly string[]
  /** What its rows are known to have: the values of an INSERT, the fixed columns of a WHERE clause. */
  readonly equals: ReadonlyMap<string, string | null>
  /** What it sets, where the text says it. */
  readonly sets: ReadonlyMap<string, string | null>
  /** Works out the new value from the old one in the statement itself: `n = n + 1`. */
  readonly isRelative: boolean
  /** Columns of its WHERE clause besides those that say which row: `AND stock >= 1`. */
  readonly guards: readonly string[]
  /** `ON CONFLICT`: a row that is there already is no error. */
  readonly handlesConflict: boolean
}

export function writingOf(kind: string, write: Tree, parameters: Parameters): Writing {
  const table = tableName(treeAt(write, 'relation'))
  const handlesConflict = treeAt(write, 'onConflictClause') !== undefined
  if (kind === 'InsertStmt') {
    const sets = insertedValues(write, parameters)
    const columns = listAt(write, 'cols').flatMap((column) => textAt(column, 'ResTarget', 'name') ?? [])
    return {
      table,
      verb: 'insert',
      columns,
      equals: sets,
      sets,
      isRelative: false,
      guards: [],
      handlesConflict,
    }
  }
  const targets = listAt(write, 'targetList').map((target) => treeAt(target, 'ResTarget'))
  const columns = targets.flatMap((target) => textAt(target, 'name') ?? [])
  const conditions = conditionsOf(write['whereClause'], parameters)
  const known = conditions.flatMap(({ column, value }) =>
    value === undefined ? [] : [[column.name, value] as const],
  )
  return {
    table,
    verb: kind === 'UpdateStmt' ? 'update' : kind === 'DeleteStmt' ? 'delete' : 'merge',
    columns,
    equals: new Map(known),
    sets: new Map(
      targets.flatMap((target) => pair(textAt(target, 'name'), valueOf(target?.['val'], parameters))),
    ),
    isRelative: targets.some((target) =>
      columnsIn(target?.['val']).some(({ name }) => name === textAt(target, 'name')),
    ),
    guards: conditions.filter(({ value }) => value === undefined).map(({ column }) => column.name),
    handlesConflict,
  }
}

/** The first row of VALUES; nothing where the rows come from a query. */
function insertedValues(insert: Tree, parameters: Parameters): ReadonlyMap<string, string | null> {
  const names = listAt(insert, 'cols').map((column) => textAt(column, 'ResTarget', 'name'))
  const first = listAt(insert, 'selectStmt', 'SelectStmt', 'valuesLists')[0]
  const values = listAt(first, 'List', 'items')
  return new Map(values.flatMap((value, index) => pair(names[index], valueOf(value, parameters))))
}

function pair(
  name: string | undefined,
  value: string | null | undefined,
): readonly (readonly [string, string | null])[] {
  return name === undefined || value === undefined ? [] : [[name, value]]
}

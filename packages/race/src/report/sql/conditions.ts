import { at, isTree, listAt, nodes, textAt, treeAt } from './tree.ts'
import type { Tree } from './tree.ts'

/** Bound values of a statement, in order: what `$1` stands for is the first. */
export type Parameters = readonly (string | null)[]

export interface Column {
  /** Table or alias before the dot. */
  readonly of: string | null
  readonly name: string
}

/** The column that an expression is, through casts; `null` for anything else, `*` for all. */
export function columnOf(expression: unknown): Column | null {
  const cast = treeAt(expression, 'TypeCast', 'arg')
  if (cast !== undefined) return columnOf(cast)
  const fields = listAt(expression, 'ColumnRef', 'fields').map((field) =>
    isTree(field) && 'A_Star' in field ? '*' : textAt(field, 'String', 'sval'),
  )
  const name = fields.at(-1)
  return name === undefined ? null : { of: fields.at(-2) ?? null, name }
}

/**
 * The value of a constant or of a parameter, through casts; `undefined` for what only the database knows.
 * `current_date` and its like are taken for a value, the same in all statements of a run.
 */
export function valueOf(expression: unknown, parameters: Parameters): string | null | undefined {
  const cast = treeAt(expression, 'TypeCast', 'arg')
  if (cast !== undefined) return valueOf(cast, parameters)
  const parameter = treeAt(expression, 'ParamRef')
  if (parameter !== undefined) return parameters[Number(at(parameter, 'number') ?? 0) - 1]
  const ofTheClock = textAt(expression, 'SQLValueFunction', 'op')
  if (ofTheClock !== undefined) return ofTheClock.replace('SVFOP_', '').toLowerCase()
  const constant = treeAt(expression, 'A_Const')
  if (constant === undefined) return undefined
  if (at(constant, 'isnull') === true) return null
  if ('ival' in constant) return String(Number(at(constant, 'ival', 'ival') ?? 0))
  if ('boolval' in constant) return String(at(constant, 'boolval', 'boolval') === true)
  return textAt(constant, 'sval', 'sval') ?? textAt(constant, 'fval', 'fval')
}

export interface Condition {
  readonly column: Column
  /** What the column must equal; `undefined` where the condition is of another kind. */
  readonly value: string | null | undefined
}

/** What all rows of a WHERE clause have in common: the parts joined by AND that speak of one column. */
export function conditionsOf(where: unknown, parameters: Parameters): readonly Condition[] {
  if (treeAt(where, 'BoolExpr') !== undefined && at(where, 'BoolExpr', 'boolop') === 'AND_EXPR')
    return listAt(where, 'BoolExpr', 'args').flatMap((part) => conditionsOf(part, parameters))
  const comparison = treeAt(where, 'A_Expr')
  if (comparison !== undefined && isEquality(comparison)) {
    const { lexpr, rexpr } = comparison
    const column = columnOf(lexpr) ?? columnOf(rexpr)
    const value = columnOf(lexpr) === null ? valueOf(lexpr, parameters) : valueOf(rexpr, parameters)
    if (column !== null) return [{ column, value }]
  }
  return columnsIn(where).map((column) => ({ column, value: undefined }))
}

/** Columns that stand in an expression, those of its subqueries not among them. */
export function columnsIn(expression: unknown): readonly Column[] {
  return [...nodes(expression, ['ColumnRef'], ['SubLink'])].flatMap(({ node }) => {
    const column = columnOf({ ColumnRef: node })
    return column === null ? [] : [column]
  })
}

function isEquality(comparison: Tree): boolean {
  return comparison['kind'] === 'AEXPR_OP' && textAt(listAt(comparison, 'name')[0], 'String', 'sval') === '='
}

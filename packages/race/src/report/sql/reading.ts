import { columnOf, columnsIn, conditionsOf } from './conditions.ts'
import type { Condition, Parameters } from './conditions.ts'
import { at, listAt, nodes, textAt, treeAt } from './tree.ts'
import type { Tree } from './tree.ts'

/** How a statement looks at one table. */
export interface Reading {
  readonly table: string
  /** Columns that come back; `*` for all. */
  readonly columns: readonly string[]
  readonly conditions: readonly Condition[]
  /** The columns that its WHERE clause fixes, with their values. */
  readonly equals: ReadonlyMap<string, string | null>
  /** "count", "max", …: what is made of the rows, where not the rows themselves come back. */
  readonly aggregate: string | null
  readonly lock: 'exclusive' | 'shared' | null
  readonly skipsLocked: boolean
  /** Stands in a statement that writes: the condition of an UPDATE, the source of an INSERT. */
  readonly isInWrite: boolean
  /** Is the row that the statement itself changes, which it re-checks once it has its lock. */
  readonly isOwnTarget: boolean
}

const writes = ['InsertStmt', 'UpdateStmt', 'DeleteStmt', 'MergeStmt']
const inner = ['SubLink', 'RangeSubselect', 'CommonTableExpr', ...writes]
const aggregates = new Set([
  'count',
  'sum',
  'max',
  'min',
  'avg',
  'bool_or',
  'bool_and',
  'array_agg',
  'string_agg',
])

/** Every look at a table in a statement, subqueries included, in the order of the text. */
export function readingsOf(tree: unknown, parameters: Parameters): readonly Reading[] {
  const named = new Set([...nodes(tree, ['CommonTableExpr'])].map(({ node }) => textAt(node, 'ctename')))
  const insideWrites = new Set(
    [...nodes(tree, writes)].flatMap(({ node }) => [...nodes(node, ['SelectStmt'])].map((one) => one.node)),
  )
  const selects = [...nodes(tree, ['SelectStmt', 'larg', 'rarg'])].flatMap(({ node }) =>
    fromSelect(node, parameters, insideWrites.has(node)),
  )
  const targets = [...nodes(tree, writes)].flatMap(({ kind, node }) => fromWrite(kind, node, parameters))
  return [...selects, ...targets].filter(({ table }) => !named.has(table) && !table.startsWith('pg_'))
}

function fromSelect(select: Tree, parameters: Parameters, isInWrite: boolean): readonly Reading[] {
  const locking = listAt(select, 'lockingClause').map((clause) => treeAt(clause, 'LockingClause'))[0]
  const calls = [...nodes(select['targetList'], ['FuncCall'], ['SubLink'])].map(
    ({ node }) => textAt(listAt(node, 'funcname').at(-1), 'String', 'sval') ?? '',
  )
  const common = {
    columns: columnsIn(select['targetList']).map(({ name }) => name),
    aggregate: calls.find((name) => aggregates.has(name)) ?? null,
    lock: locking === undefined ? null : isShared(locking) ? ('shared' as const) : ('exclusive' as const),
    skipsLocked: at(locking, 'waitPolicy') === 'LockWaitSkip',
    isInWrite,
    isOwnTarget: false,
  }
  return fromTables(select['fromClause'], select['whereClause'], parameters).map((one) => ({
    ...one,
    ...common,
  }))
}

/** An UPDATE or DELETE looks at the rows that it changes, and at those of FROM or USING. */
function fromWrite(kind: string, write: Tree, parameters: Parameters): readonly Reading[] {
  if (kind === 'InsertStmt') return []
  const own = { RangeVar: write['relation'] }
  const others = [write['fromClause'], write['usingClause'], write['sourceRelation']]
  const all = fromTables([own, others], write['whereClause'] ?? write['joinCondition'], parameters)
  return all.map((one, index) => ({
    ...one,
    columns: columnsIn(write['targetList']).map(({ name }) => name),
    aggregate: null,
    lock: null,
    skipsLocked: false,
    isInWrite: true,
    isOwnTarget: index === 0,
  }))
}

type Looked = Pick<Reading, 'table' | 'conditions' | 'equals'>

function fromTables(from: unknown, where: unknown, parameters: Parameters): readonly Looked[] {
  const tables = [...nodes(from, ['RangeVar'], inner)].map(({ node }) => node)
  const joined = [...nodes(from, ['JoinExpr'], inner)].map(({ node }) => node['quals'])
  const conditions = [where, ...joined].flatMap((part) => conditionsOf(part, parameters))
  return tables.map((table) => {
    const alias = textAt(table, 'alias', 'aliasname') ?? textAt(table, 'relname')
    const own = conditions.filter(({ column }) =>
      column.of === null ? tables.length === 1 : column.of === alias,
    )
    return { table: tableName(table), conditions: own, equals: fixed(own) }
  })
}

function fixed(conditions: readonly Condition[]): ReadonlyMap<string, string | null> {
  return new Map(
    conditions.flatMap(({ column, value }) => (value === undefined ? [] : [[column.name, value] as const])),
  )
}

/** As the statement names it, without `public`. */
export function tableName(rangeVar: unknown): string {
  const schema = textAt(rangeVar, 'schemaname')
  const name = textAt(rangeVar, 'relname') ?? ''
  return schema === undefined || schema === 'public' ? name : `${schema}.${name}`
}

function isShared(locking: Tree): boolean {
  return locking['strength'] === 'LCS_FORSHARE' || locking['strength'] === 'LCS_FORKEYSHARE'
}

/** Whether an expression mentions a column of that name. */
export function mentions(expression: unknown, name: string): boolean {
  return columnsIn(expression).some((column) => column.name === name) || columnOf(expression)?.name === name
}

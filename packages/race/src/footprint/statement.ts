import { loadModule, parseSync } from 'libpg-query'
import type { Access } from './footprint.ts'

/** How a statement uses a relation that it names. */
export interface Use {
  readonly name: string
  readonly access: Access
  /** Rows may be changed or deleted, not only added. */
  readonly isChange: boolean
}

/** What the text of a statement tells. */
export interface Reading {
  readonly uses: readonly Use[]
  readonly functions: readonly string[]
  /** Names given to `nextval` and its like. */
  readonly sequences: readonly string[]
  /** Names that `WITH` defines, which are no tables. */
  readonly ownNames: ReadonlySet<string>
  /** Listens or notifies. */
  readonly isNotifying: boolean
  /** Nobody can tell from the text: DDL, `LOCK`, `TRUNCATE`, `DO`, `CALL`, and what does not parse. */
  readonly isUnknown: boolean
}

type Node = Readonly<Record<string, unknown>>

const unreadable: Reading = {
  uses: [],
  functions: [],
  sequences: [],
  ownNames: new Set(),
  isNotifying: false,
  isUnknown: true,
}

/** Must have been awaited before `readStatement`. */
export async function loadParser(): Promise<void> {
  await loadModule()
}

/** Statements that touch nothing, whatever they say. */
const idle = new Set(['VariableSetStmt', 'VariableShowStmt', 'DeallocateStmt', 'ClosePortalStmt'])
/** Statements that are told by what stands in them. */
const readable = new Set([
  'SelectStmt',
  'InsertStmt',
  'UpdateStmt',
  'DeleteStmt',
  'MergeStmt',
  'ExplainStmt',
  'PrepareStmt',
  'DeclareCursorStmt',
])
const notifying = new Set(['ListenStmt', 'UnlistenStmt', 'NotifyStmt'])
const sequenceFunctions = new Set(['nextval', 'setval', 'currval', 'lastval'])

/** Reads a statement with PostgreSQL's own grammar. */
export function readStatement(sql: string): Reading {
  const reader = new Reader()
  try {
    for (const { stmt } of parseSync(sql).stmts ?? []) reader.statement(stmt as unknown as Node)
  } catch (error) {
    // What the parser does not know, a newer server may: nobody can tell what it touches.
    if (!(error instanceof Error)) throw error
    return unreadable
  }
  return reader.reading()
}

class Reader {
  readonly #uses: Use[] = []
  readonly #functions: string[] = []
  readonly #sequences: string[] = []
  readonly #ownNames = new Set<string>()
  #lock: Access | null = null
  #isNotifying = false
  #isUnknown = false

  reading(): Reading {
    const lock = this.#lock
    const uses =
      lock === null
        ? this.#uses
        : this.#uses.map((use) => (use.access === 'read' ? { ...use, access: lock } : use))
    return {
      uses,
      functions: this.#functions,
      sequences: this.#sequences,
      ownNames: this.#ownNames,
      isNotifying: this.#isNotifying,
      isUnknown: this.#isUnknown,
    }
  }

  statement(node: Node | undefined): void {
    const [kind, content] = Object.entries(node ?? {})[0] ?? ['', undefined]
    if (idle.has(kind)) return
    if (notifying.has(kind)) this.#isNotifying = true
    else if (kind === 'TransactionStmt') this.#transaction(content as Node)
    else if (kind === 'CopyStmt') this.#copy(content as Node)
    else if (readable.has(kind)) this.#walk(node)
    else this.#isUnknown = true
  }

  #transaction({ kind }: Node): void {
    const isSavepoint = typeof kind === 'string' && /SAVEPOINT|ROLLBACK_TO|RELEASE/.test(kind)
    if (!isSavepoint) this.#isUnknown = true
  }

  #copy(copy: Node): void {
    if (typeof copy['filename'] === 'string') this.#isUnknown = true
    if (isNode(copy['relation']))
      this.#use(copy['relation'], copy['is_from'] === true ? 'write' : 'read', false)
    this.#walk(copy['query'])
  }

  #walk(value: unknown): void {
    if (Array.isArray(value)) {
      for (const one of value) this.#walk(one)
      return
    }
    if (!isNode(value)) return
    for (const [kind, content] of Object.entries(value)) {
      if (!isNode(content)) this.#walk(content)
      else this.#node(kind, content)
    }
  }

  #node(kind: string, content: Node): void {
    switch (kind) {
      case 'RangeVar':
        this.#use(content, 'read', false)
        return
      case 'InsertStmt':
      case 'UpdateStmt':
      case 'DeleteStmt':
      case 'MergeStmt': {
        const { relation, ...rest } = content
        const isChange = kind !== 'InsertStmt' || content['onConflictClause'] !== undefined
        if (isNode(relation)) this.#use(relation, 'write', isChange)
        this.#walk(rest)
        return
      }
      case 'CommonTableExpr':
        if (typeof content['ctename'] === 'string') this.#ownNames.add(content['ctename'])
        break
      case 'LockingClause': {
        const isShared = /SHARE/.test(String(content['strength']))
        if (this.#lock !== 'lock') this.#lock = isShared ? 'share' : 'lock'
        return
      }
      case 'IntoClause':
      case 'intoClause':
        this.#isUnknown = true
        return
      case 'FuncCall':
        this.#call(content)
        break
      default:
    }
    this.#walk(content)
  }

  #use(relation: Node, access: Access, isChange: boolean): void {
    const { relname, schemaname } = relation
    if (typeof relname !== 'string') return
    if (schemaname === 'pg_catalog' || schemaname === 'information_schema' || relname.startsWith('pg_')) {
      if (/^pg_(?:locks|stat|prepared|cursors|sequences|replication|largeobject)/.test(relname))
        this.#isUnknown = true
      return
    }
    this.#uses.push({ name: relname, access, isChange })
  }

  #call(call: Node): void {
    const name = textsOf(call['funcname']).at(-1) ?? ''
    if (!sequenceFunctions.has(name)) {
      this.#functions.push(name)
      return
    }
    const sequence = textsIn(call['args'])[0]
    if (sequence === undefined) this.#isUnknown = true
    else this.#sequences.push((sequence.split('.').at(-1) ?? sequence).replaceAll('"', ''))
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The texts of a list of names. */
function textsOf(names: unknown): readonly string[] {
  if (!Array.isArray(names)) return []
  return names.flatMap((name: unknown) => {
    const text = isNode(name) && isNode(name['String']) ? name['String']['sval'] : undefined
    return typeof text === 'string' ? [text] : []
  })
}

/** The string constants somewhere in an expression. */
function textsIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(textsIn)
  if (!isNode(value)) return []
  const constant = isNode(value['A_Const']) ? value['A_Const']['sval'] : undefined
  if (isNode(constant) && typeof constant['sval'] === 'string') return [constant['sval']]
  return Object.values(value).flatMap(textsIn)
}

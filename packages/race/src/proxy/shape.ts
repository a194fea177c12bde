import type { Isolation, UnitKind } from './gate.ts'
import { partsOf } from './sql-parts.ts'

/** What the proxy has to know of a statement before it runs. */
export interface Shape {
  readonly kind: UnitKind
  /** First word, lower case; empty where there is nothing to run. */
  readonly verb: string
  /** COMMIT or ROLLBACK that begin the next transaction at once. */
  readonly isChained: boolean
  /** More than one statement in one string: nothing can be put between them. */
  readonly isMultiple: boolean
  /** Whether BEGIN before and COMMIT behind change nothing but the moment of the commit. */
  readonly canSplit: boolean
  readonly isolation: { readonly level: Isolation; readonly scope: 'transaction' | 'session' } | null
}

/**
 * What means the same inside of a transaction block. The others are refused there (VACUUM), do another thing there (LOCK,
 * SET LOCAL), or end it. CALL and DO are tried: those that commit by themselves are refused, and run once more unsplit.
 */
const splittable = new Set([
  ...['select', 'with', 'values', 'table', 'insert', 'update', 'delete', 'merge', 'copy', 'truncate'],
  ...['execute', 'call', 'do', 'refresh', 'notify', '('],
])

const known = new Map<string, Shape>()
/** An application that builds its SQL with literals sends ever new ones. */
const mostKnown = 5_000

export function shapeOf(sql: string): Shape {
  const remembered = known.get(sql)
  if (remembered !== undefined) return remembered
  if (known.size >= mostKnown) known.clear()
  const shape = read(sql)
  known.set(sql, shape)
  return shape
}

function read(sql: string): Shape {
  const parts = partsOf(sql)
  const [first = []] = parts
  const isMultiple = parts.length > 1
  return {
    kind: isMultiple ? 'statement' : kindOf(first),
    verb: first[0] ?? '',
    isChained: first.at(-1) === 'chain' && first.at(-2) !== 'no',
    isMultiple,
    canSplit: parts.length > 0 && parts.every(([verb = '']) => splittable.has(verb)),
    isolation: isolationOf(first),
  }
}

function kindOf([verb, second, third]: readonly string[]): UnitKind {
  if (verb === 'begin' || (verb === 'start' && second === 'transaction')) return 'begin'
  if (second === 'prepared') return 'statement'
  if (verb === 'commit' || verb === 'end') return 'commit'
  const goesBackHalfway =
    second === 'to' || ((second === 'work' || second === 'transaction') && third === 'to')
  if ((verb === 'rollback' && !goesBackHalfway) || verb === 'abort') return 'rollback'
  return 'statement'
}

const levels = ['read uncommitted', 'read committed', 'repeatable read', 'serializable'] as const

/** The level, in the spelling of the statement's own words. */
function isolationOf(words: readonly string[]): Shape['isolation'] {
  const [verb, second, third] = words
  const text = words.join(' ').replaceAll("'", '')
  const begins = verb === 'begin' || verb === 'start'
  if (!begins && verb !== 'set') return null
  const isSetting = /^set (?:session |local )?(?:default_)?transaction_isolation /.test(text)
  if (!begins && !isSetting && !text.includes('isolation level')) return null
  const level = levels.find((name) => text.includes(isSetting ? name : `isolation level ${name}`))
  if (level === undefined) return null
  const isOfSession = second === 'session' || second === 'default_transaction_isolation'
  return {
    level: level === 'read uncommitted' ? 'read committed' : level,
    scope: isOfSession && third !== 'transaction_isolation' ? 'session' : 'transaction',
  }
}

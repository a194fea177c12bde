import { badOption } from '../errors.ts'

/**
 * How much a lock keeps out, from most to least (PostgreSQL manual, 13.3.2 "Row-Level Locks").
 *
 * `no key update` excludes itself, updates and deletes, and lets rows that refer to the locked one be inserted.
 * `update` keeps those out as well: for a block that deletes the row or changes its key.
 * `share` lets others share and keeps changes out. `key share` keeps out only deletes and changes of the key.
 */
export type LockStrength = 'no key update' | 'update' | 'share' | 'key share'

export type LockWait = 'timeout' | 'nowait' | 'skip'

/** What a lock clause says. */
export interface LockRequest {
  readonly strength: LockStrength
  /** Names (aliases) of tables; none for all. */
  readonly of: readonly string[]
  readonly wait: LockWait
}

const WAITS = { timeout: '', nowait: ' nowait', skip: ' skip locked' } as const

/**
 * PostgreSQL's locking clause, to be put behind a query (manual, SELECT, "The Locking Clause").
 * On a line of its own: the query may end in a comment.
 */
export function lockClause(request: LockRequest): string {
  const of = request.of.map((name) => `"${name}"`).join(', ')
  return `\nfor ${request.strength}${of === '' ? '' : ` of ${of}`}${WAITS[request.wait]}`
}

const TRAILING_CLAUSE = /\bfor\s+(no\s+key\s+update|update|share|key\s+share)\b[^)]*$/i

/** Texts that were found lockable. An application has a few hundred; one that builds them anew each time fills nothing. */
const lockable = new Map<string, string>()
const REMEMBERED = 1000

/**
 * The query's text, ready for a clause behind it.
 *
 * @throws {DaylatchError} BAD_OPTION when it is not one SELECT (or WITH … SELECT) or has a lock clause already
 */
export function lockableText(text: unknown): string {
  const known = lockable.get(text as string)
  if (known !== undefined) return known
  const bare = checkedText(text)
  if (lockable.size === REMEMBERED) lockable.clear()
  lockable.set(text as string, bare)
  return bare
}

function checkedText(text: unknown): string {
  if (typeof text !== 'string' || !/^\s*(select|with|table)\b/i.test(text)) {
    throw badOption('query.text', 'a SELECT', text)
  }
  const bare = text.replace(/[\s;]+$/, '')
  if (TRAILING_CLAUSE.test(bare)) {
    throw badOption('query.text', 'a SELECT without a lock clause, which `strength` and `wait` add', text)
  }
  return bare
}

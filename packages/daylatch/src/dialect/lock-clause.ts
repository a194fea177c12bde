import { badOption } from '../errors.ts'
import type { LockPlan } from '../lock/options.ts'

const WAITS = { timeout: '', nowait: ' nowait', skip: ' skip locked' } as const

/**
 * PostgreSQL's locking clause, to be put behind a query (manual, SELECT, "The Locking Clause").
 * On a line of its own: the query may end in a comment.
 */
export function lockClause(plan: Pick<LockPlan, 'strength' | 'of' | 'wait'>): string {
  const of = plan.of.map((name) => `"${name}"`).join(', ')
  return `\nfor ${plan.strength}${of === '' ? '' : ` of ${of}`}${WAITS[plan.wait]}`
}

const TRAILING_CLAUSE = /\bfor\s+(no\s+key\s+update|update|share|key\s+share)\b[^)]*$/i

/**
 * The query's text, ready for a clause behind it.
 *
 * @throws {DaylatchError} BAD_OPTION when it is not one SELECT (or WITH … SELECT) or has a lock clause already
 */
export function lockableText(text: unknown): string {
  if (typeof text !== 'string' || !/^\s*(select|with|table)\b/i.test(text)) {
    throw badOption('query.text', 'a SELECT', text)
  }
  const bare = text.replace(/[\s;]+$/, '')
  if (TRAILING_CLAUSE.test(bare)) {
    throw badOption('query.text', 'a SELECT without a lock clause, which `strength` and `wait` add', text)
  }
  return bare
}

import type { Database, Row, Session } from '../drivers/database.ts'
import { badOption } from '../errors.ts'
import { assertName, assertWholeNumber } from '../options.ts'
import { text, toNumber } from '../rows.ts'
import { inSnapshot } from './snapshot.ts'
import { countSubjects, inRange, nextRange, type SubjectRange } from './subject-ranges.ts'
import { accountRules } from './verify-accounts.ts'
import { claimRules } from './verify-claims.ts'
import { effectRules } from './verify-effects.ts'
import { verifyRanks } from './verify-ranks.ts'

export interface VerifyOptions {
  /** Told after every range of subjects. `total` is an estimate made at the start. */
  readonly onProgress?: (done: number, total: number) => void
  /**
   * How many subjects are read in one snapshot.
   * @default 500
   */
  readonly rangeSize?: number
  /** Only subjects after this one, in the order of their bytes: to go on where an earlier run has ended. */
  readonly from?: string
}

/** A row that contradicts the others. */
export interface Problem {
  /** Empty for a row that belongs to a period and to nobody. */
  readonly subject: string
  readonly table: string
  /** The row's key, but for the subject. */
  readonly row: Readonly<Record<string, string | number>>
  /** Which rule it breaks; they are listed in docs/ledger.md. */
  readonly rule: string
  /** A sentence for people. */
  readonly text: string
}

export interface VerifyResult {
  readonly subjects: number
  readonly accounts: number
  readonly entries: number
  readonly claims: number
  readonly effects: number
  /** The first row found that breaks a rule, in the order of subjects, periods last; nothing after its range was read. */
  readonly problem: Problem | null
}

const rules = [...accountRules, ...claimRules, ...effectRules].map((rule, index) => ({
  name: `daylatch_verify_${index}`,
  text: rule,
}))

const countStatement = {
  name: 'daylatch_verify_counts',
  text: `
select (select count(*) from daylatch.balance b where ${inRange('b')}) as accounts,
  (select count(*) from daylatch.entry e where ${inRange('e')}) as entries,
  (select count(*) from daylatch.claim k where ${inRange('k')}) as claims,
  (select count(*) from daylatch.effect e where ${inRange('e')}) as effects`,
}

/**
 * Reads everything that is stored and checks that it agrees: balances with entries, entries with claims and
 * reservations, latches with claims, effects with claims and events, ranks with their period's counter.
 *
 * Each range of subjects, and each period, is one snapshot, so claims and spends may go on meanwhile. Ranges follow one another, so
 * together they are no single moment. Nothing is locked or written: a standby will do.
 *
 * @throws {DaylatchError} BAD_OPTION, CONNECTION_LOST, SCHEMA_MISSING, DATABASE
 */
export async function verify(db: Database, options: VerifyOptions = {}): Promise<VerifyResult> {
  const { onProgress, rangeSize = 500, from = '' } = options
  assertWholeNumber('rangeSize', rangeSize, 1, 100_000)
  if (from !== '') assertName('from', from)
  if (db.isJoined) throw badOption('db', 'a pool; each range is a snapshot of its own', 'a client')
  const total = await inSnapshot(db, async (session) => await countSubjects(session, from))
  const sum = { subjects: 0, accounts: 0, entries: 0, claims: 0, effects: 0 }
  for (let after = from; ;) {
    const checked = await inSnapshot(db, async (session) => await checkRange(session, after, rangeSize))
    if (checked === undefined) return { ...sum, problem: await verifyRanks(db) }
    sum.subjects += checked.range.subjects
    for (const count of ['accounts', 'entries', 'claims', 'effects'] as const)
      sum[count] += toNumber(checked.counts, count)
    onProgress?.(sum.subjects, Math.max(total, sum.subjects))
    if (checked.problem !== undefined) return { ...sum, problem: checked.problem }
    after = checked.range.upTo
  }
}

async function checkRange(
  session: Session,
  after: string,
  size: number,
): Promise<{ range: SubjectRange; counts: Row; problem: Problem | undefined } | undefined> {
  const range = await nextRange(session, after, size)
  if (range === undefined) return undefined
  const values = [range.after, range.upTo]
  const [counted, ...answers] = await Promise.all(
    [countStatement, ...rules].map(async (statement) => await session.query({ ...statement, values })),
  )
  const counts = counted?.rows[0]
  if (counts === undefined) throw new TypeError('Expected one row of counts')
  const problems = answers.flatMap(({ rows }) => rows.map(toProblem))
  // Of rows of one subject the rule that stands first in the list names its row.
  const [first] = problems.toSorted((a, b) => Buffer.compare(Buffer.from(a.subject), Buffer.from(b.subject)))
  return { range, counts, problem: first }
}

function toProblem(row: Row): Problem {
  return {
    subject: text(row, 'subject'),
    table: text(row, 'of'),
    row: JSON.parse(text(row, 'key')) as Problem['row'],
    rule: text(row, 'rule'),
    text: text(row, 'text'),
  }
}

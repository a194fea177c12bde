import type { Database, Row } from '../drivers/database.ts'
import { ask } from '../drivers/trouble.ts'
import { toEntry } from '../ledger/entry.ts'
import { toReservation } from '../ledger/reservation.ts'
import { assertName, assertWholeNumber } from '../options.ts'
import { periodsBetween } from '../period/neighbours.ts'
import { periodAt } from '../period/period-at.ts'
import type { Period, PeriodRule } from '../period/period.ts'
import { isTrue, text, toDate, toNumber } from '../rows.ts'
import { toClaimFacts } from './claims.ts'
import type {
  AccountExplanation,
  ActionExplanation,
  ClaimFacts,
  Explanation,
  RememberedKey,
} from './facts.ts'
import { readSubject, type SubjectRows } from './read.ts'
import { verdictOf } from './verdict.ts'

export interface ExplainOptions {
  /**
   * The actions as they are defined now, such as those made by `once`. Others that the subject has claimed are told too,
   * as far as that can be done without their rule.
   * @default []
   */
  readonly actions?: readonly { readonly action: string; readonly rule: PeriodRule }[]
  /** Nothing but this action. */
  readonly only?: string
  /**
   * How many claims of each action, entries of each account, reservations and keys.
   * @default 10
   */
  readonly recent?: number
}

/**
 * Why a subject's claims are let in or refused, and what became of the last ones: for an operator who is asked "why did
 * I not get my points". Reads one snapshot, and changes nothing.
 *
 * @throws {DaylatchError} BAD_OPTION, CONNECTION_LOST, SCHEMA_MISSING, DATABASE
 */
export async function explain(
  db: Database,
  subject: string,
  options: ExplainOptions = {},
): Promise<Explanation> {
  const { actions = [], only, recent = 10 } = options
  assertName('subject', subject)
  if (only !== undefined) assertName('only', only)
  assertWholeNumber('recent', recent, 1, 1000)
  const rows = await ask(db, async (session) => await readSubject(session, subject, recent))
  const [clock] = rows.clock
  if (clock === undefined) throw new TypeError('Expected one row from the clock')
  const at = toDate(clock, 'at')
  const rules = new Map(actions.map(({ action, rule }) => [action, rule]))
  const names = new Set([...rules.keys(), ...rows.latches.map((row) => text(row, 'action'))])
  return {
    subject,
    at,
    actions: [...names]
      .filter((name) => only === undefined || name === only)
      .map((name) => explainAction(rows, name, rules.get(name) ?? null, at)),
    accounts: rows.balances.map((row) => toAccount(row, rows.entries)),
    reservations: rows.reservations.map(toReservation),
    keys: rows.keys.map(toKey).filter((key) => only === undefined || key.action === only),
  }
}

function explainAction(
  rows: SubjectRows,
  action: string,
  rule: PeriodRule | null,
  at: Date,
): ActionExplanation {
  const latch = rows.latches.find((row) => text(row, 'action') === action)
  const claims = rows.claims
    .filter((row) => text(row, 'action') === action)
    .map((row) => toClaimFacts(row, rule))
  const running = rule === null ? null : periodAt(rule, at)
  return {
    action,
    rule,
    running,
    verdict: verdictOf(latch, rule, at),
    claimed: latch === undefined ? 0 : toNumber(latch, 'claims'),
    claims,
    missed: rule === null || running === null ? [] : missedPeriods(rule, running, claims),
  }
}

const MOST_MISSED = 31

/** Among the periods since the earliest claim that is shown, those that no standing claim covers. */
function missedPeriods(rule: PeriodRule, running: Period, claims: readonly ClaimFacts[]): readonly string[] {
  const standing = claims.filter((claim) => claim.releasedAt === null)
  const first = Math.min(...standing.map((claim) => claim.startsAt.getTime()))
  if (rule.unit === 'ever' || !Number.isFinite(first)) return []
  const from = new Date(Math.max(first, running.startsAt.getTime() - MOST_MISSED * LONGEST[rule.unit]))
  if (from >= running.startsAt) return []
  const covered = (period: Period): boolean =>
    standing.some((claim) => claim.startsAt < period.endsAt && claim.endsAt > period.startsAt)
  return periodsBetween(rule, from, running.startsAt)
    .filter((period) => period.endsAt <= running.startsAt && !covered(period))
    .map((period) => period.key)
    .toReversed()
    .slice(0, MOST_MISSED)
}

const HOUR = 3_600_000
const LONGEST = { hour: HOUR, day: 25 * HOUR, week: 169 * HOUR, month: 745 * HOUR } as const

function toAccount(row: Row, entries: readonly Row[]): AccountExplanation {
  const [unit, account] = [text(row, 'unit'), text(row, 'account')]
  return {
    unit,
    account,
    amount: toNumber(row, 'amount'),
    held: toNumber(row, 'held'),
    version: toNumber(row, 'version'),
    entries: entries.map(toEntry).filter((entry) => entry.unit === unit && entry.account === account),
  }
}

function toKey(row: Row): RememberedKey {
  return {
    action: text(row, 'action'),
    key: text(row, 'key'),
    won: isTrue(row, 'won'),
    claimId: text(row, 'claim_id'),
    expiresAt: toDate(row, 'expires_at'),
  }
}

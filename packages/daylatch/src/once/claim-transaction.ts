import type { Result, Row, Session, Statement } from '../drivers/database.ts'
import { troubleOf } from '../dialect/postgres.ts'
import { DaylatchError } from '../errors.ts'
import { anyPausePointSet, pausePoint } from '../pause-points.ts'
import type { Action, Attempt } from './action.ts'
import { type ClaimRecord, text, toClaimRecord } from './claim-record.ts'
import { claimSteps } from './claim-steps.ts'
import type { PeriodOffer } from './period-offer.ts'

/** What one committed transaction found out about its attempts. */
export interface ClaimOutcome {
  /** The database's time by which the period was chosen, in ms since 1970. */
  readonly at: number
  /** Whether one of the offered periods contains that time. If not, nothing was written. */
  readonly fits: boolean
  /** Records of the attempts that won, by claim id. */
  readonly won: ReadonlyMap<string, ClaimRecord>
  /** For the others by subject: the claim that stands in their way, and whether it still did when looked at. */
  readonly lost: ReadonlyMap<string, Loss>
  /** Whether the commit warned that it did not wait for the standby (01000): not acknowledged as it should be. */
  readonly doubtful: boolean
}

/** What stands in the way of an attempt that lost. */
export interface Loss {
  /** `undefined` when the claim's entry is gone: somebody deleted it, or a backup is incomplete. */
  readonly record: ClaimRecord | undefined
  /** Whether the claim still closed the slot when it was looked at. */
  readonly standing: boolean
}

/** How long a claim waits for the counter that all claims of a period share. It is held from here to a commit only. */
const COUNTER_TIMEOUT_MS = 5000

/** The counter was not free in time. No row of any subject is to blame, so there is nothing to single out. */
export class CounterBusy extends Error {
  override readonly name: string = 'CounterBusy'

  asFailure(): DaylatchError {
    return new DaylatchError(
      'LOCK_TIMEOUT',
      'Another transaction held the counter of the ranks for too long (`daylatch.period_counter`). Try again.',
      { cause: this.cause },
    )
  }
}

/** Place of the statement that waits for the counter, among those of the transaction. */
const RECORD_CLAIMS = 3

/** SQLSTATE 01000, `warning`: among others "canceling wait for synchronous replication due to user request". */
const WARNING = '01000'

/**
 * Claims for many subjects in one transaction: latches and money, then ranks, claims and entries, then the winners in
 * the way of those who lost.
 *
 * All statements are handed to the driver at once, so a pipelining one needs a single round trip. If one fails, the
 * server skips the rest and answers ROLLBACK to the COMMIT: nothing of the batch is kept.
 *
 * @throws the error of the first statement that failed; after a lost connection the outcome is not known
 */
export async function claimInOneTransaction(
  session: Session,
  action: Action,
  attempts: readonly Attempt[],
  offer: PeriodOffer,
  lockTimeoutMs: number,
): Promise<ClaimOutcome> {
  const warningsBefore = session.warnings.length
  const [, taken, , recorded, inTheWay, committed] = await runInOrder(
    session,
    transaction(action, attempts, offer, lockTimeoutMs),
    attempts.map((attempt) => attempt.subject),
  )
  if (committed?.command !== 'COMMIT') throw new Error(`Expected COMMIT, got ${committed?.command}`)
  const clock = taken?.rows[0]
  if (clock === undefined) throw new TypeError('Expected one row from the latch statement')
  return {
    at: Number(text(clock, 'at')),
    fits: clock['period'] != null,
    won: new Map((recorded?.rows ?? []).map((row) => [text(row, 'claim_id'), toClaimRecord(row)])),
    lost: new Map((inTheWay?.rows ?? []).map((row) => [text(row, 'subject'), toLoss(row)])),
    doubtful: session.warnings.slice(warningsBefore).includes(WARNING),
  }
}

/** Reads a row of `winnersInTheWay`. */
export function toLoss(row: Row): Loss {
  if (row['reward'] != null && row['balance'] == null) return { record: undefined, standing: true }
  const record = toClaimRecord(row)
  // `pg` gives booleans of an untyped result as the server's text: t or f.
  return { record, standing: row['released'] !== 't' && record.endsAt.getTime() > Number(text(row, 'at')) }
}

function transaction(
  action: Action,
  attempts: readonly Attempt[],
  offer: PeriodOffer,
  lockTimeoutMs: number,
): readonly Statement[] {
  const { takeLatches, recordClaims, findWinners } = claimSteps(action, action.statements, attempts, offer)
  return [
    { text: `begin isolation level read committed; set local lock_timeout = ${lockTimeoutMs}` },
    takeLatches,
    { text: `set local lock_timeout = ${COUNTER_TIMEOUT_MS}` },
    recordClaims,
    findWinners,
    { text: 'commit' },
  ]
}

async function runInOrder(
  session: Session,
  statements: readonly Statement[],
  subjects: readonly string[],
): Promise<readonly Result[]> {
  if (anyPausePointSet()) return await runStepByStep(session, statements, subjects)
  const answers = await Promise.allSettled(statements.map((statement) => session.query(statement)))
  return answers.map((answer, index) => {
    if (answer.status === 'rejected') throw troubleAt(index, answer.reason)
    return answer.value
  })
}

function troubleAt(index: number, error: unknown): unknown {
  const isCounter = index === RECORD_CLAIMS && troubleOf(error) === 'lock-timeout'
  return isCounter
    ? new CounterBusy('The counter of the period is held by somebody', { cause: error })
    : error
}

/** For tests that stop inside the transaction: the next statement is sent only after the pause. */
async function runStepByStep(
  session: Session,
  statements: readonly Statement[],
  subjects: readonly string[],
): Promise<readonly Result[]> {
  const pauses = [undefined, 'before-latch', 'after-latch', undefined, undefined, 'before-commit'] as const
  const results: Result[] = []
  for (const [index, statement] of statements.entries()) {
    const pause = pauses[index]
    if (pause !== undefined) await pausePoint(pause, subjects)
    try {
      results.push(await session.query(statement))
    } catch (error) {
      throw troubleAt(index, error)
    }
  }
  await pausePoint('after-commit', subjects)
  return results
}

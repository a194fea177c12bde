import type { Result, Session, Statement } from '../drivers/database.ts'
import { troubleOf } from '../dialect/postgres.ts'
import { DaylatchError } from '../errors.ts'
import { anyPausePointSet, pausePoint, type PausePointName } from '../pause-points.ts'
import type { Action, Attempt } from './action.ts'
import { type ClaimRecord, text, toClaimRecord } from './claim-record.ts'
import { claimSteps } from './claim-steps.ts'
import { type KeyFinding, toKeyFinding } from './key-finding.ts'
import { type Loss, toLoss } from './loss.ts'
import type { PeriodOffer } from './period-offer.ts'

/** What one committed transaction found out about its attempts. */
export interface ClaimOutcome {
  /** The database's time by which the period was chosen, in ms since 1970. */
  readonly at: number
  /** Version of the active bonus table, where bonuses are paid. */
  readonly bonusVersion: number
  /** Whether one of the offered periods contains that time, and the offered bonus table is the active one. If not, nothing was written. */
  readonly fits: boolean
  /** Records of the attempts that won, by claim id. */
  readonly won: ReadonlyMap<string, ClaimRecord>
  /** For the others without a key, by subject: the claim that stands in their way, and whether it still did. */
  readonly lost: ReadonlyMap<string, Loss>
  /** For the others with a key, by claim id: what was found about it. */
  readonly byKey: ReadonlyMap<string, KeyFinding>
  /** Whether the commit warned that it did not wait for the standby (01000): not acknowledged as it should be. */
  readonly doubtful: boolean
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

type StepName = 'begin' | 'keys' | 'latches' | 'patience' | 'claims' | 'winners' | 'lost-keys' | 'commit'

type Steps = readonly (readonly [StepName, Statement])[]

/** Where a test may stop: before the statement of that name. */
const pauses: Partial<Record<StepName, PausePointName>> = {
  latches: 'before-latch',
  patience: 'after-latch',
  commit: 'before-commit',
}

/** SQLSTATE 01000, `warning`: among others "canceling wait for synchronous replication due to user request". */
const WARNING = '01000'

/**
 * Claims for many subjects in one transaction: latches and money, then ranks, claims and entries, then the winners in
 * the way of those who lost. Where some have idempotency keys, these are taken before everything else.
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
  const answers = await runInOrder(
    session,
    transaction(action, attempts, offer, lockTimeoutMs),
    attempts.map((attempt) => attempt.subject),
  )
  const tag = answers.get('commit')?.command
  if (tag !== 'COMMIT') throw new Error(`Expected COMMIT, got ${tag}`)
  const clock = answers.get('latches')?.rows[0]
  if (clock === undefined) throw new TypeError('Expected one row from the latch statement')
  return {
    at: Number(text(clock, 'at')),
    bonusVersion: Number(clock['bonus_version'] ?? 0),
    fits: clock['period'] != null,
    won: new Map(
      (answers.get('claims')?.rows ?? []).map((row) => [text(row, 'claim_id'), toClaimRecord(row)]),
    ),
    lost: new Map((answers.get('winners')?.rows ?? []).map((row) => [text(row, 'subject'), toLoss(row)])),
    byKey: new Map(
      (answers.get('lost-keys')?.rows ?? []).map((row) => [text(row, 'attempt'), toKeyFinding(row)]),
    ),
    doubtful: isDoubtful(session, warningsBefore),
  }
}

export function beginning(lockTimeoutMs: number): Statement {
  return { text: `begin isolation level read committed; set local lock_timeout = ${lockTimeoutMs}` }
}

/** Whether the server warned since there were so many warnings: the commit may not have waited for the standby. */
export function isDoubtful(session: Session, warningsBefore: number): boolean {
  return session.warnings.slice(warningsBefore).includes(WARNING)
}

function transaction(
  action: Action,
  attempts: readonly Attempt[],
  offer: PeriodOffer,
  lockTimeoutMs: number,
): Steps {
  const steps = claimSteps(action, action.statements, attempts, offer)
  return [
    ['begin', beginning(lockTimeoutMs)],
    ...(steps.takeKeys === undefined ? [] : [['keys', steps.takeKeys] as const]),
    ['latches', steps.takeLatches],
    ['patience', { text: `set local lock_timeout = ${COUNTER_TIMEOUT_MS}` }],
    ['claims', steps.recordClaims],
    ['winners', steps.findWinners],
    ...(steps.settleKeys === undefined ? [] : [['lost-keys', steps.settleKeys] as const]),
    ['commit', { text: 'commit' }],
  ]
}

async function runInOrder(
  session: Session,
  steps: Steps,
  subjects: readonly string[],
): Promise<ReadonlyMap<StepName, Result>> {
  if (anyPausePointSet()) return await runStepByStep(session, steps, subjects)
  const answers = await Promise.allSettled(steps.map(([, statement]) => session.query(statement)))
  const results = new Map<StepName, Result>()
  for (const [index, [name]] of steps.entries()) {
    const answer = answers[index]
    if (answer?.status === 'rejected') throw troubleAt(name, answer.reason)
    if (answer !== undefined) results.set(name, answer.value)
  }
  return results
}

function troubleAt(step: StepName, error: unknown): unknown {
  const isCounter = step === 'claims' && troubleOf(error) === 'lock-timeout'
  return isCounter
    ? new CounterBusy('The counter of the period is held by somebody', { cause: error })
    : error
}

/** For tests that stop inside the transaction: the next statement is sent only after the pause. */
async function runStepByStep(
  session: Session,
  steps: Steps,
  subjects: readonly string[],
): Promise<ReadonlyMap<StepName, Result>> {
  const results = new Map<StepName, Result>()
  for (const [name, statement] of steps) {
    const pause = pauses[name]
    if (pause !== undefined) await pausePoint(pause, subjects)
    try {
      results.set(name, await session.query(statement))
    } catch (error) {
      throw troubleAt(name, error)
    }
  }
  await pausePoint('after-commit', subjects)
  return results
}

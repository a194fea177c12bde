import { setTimeout as pause } from 'node:timers/promises'
import { atomically } from '../../drivers/atomically.ts'
import { classify, isPassing } from '../../drivers/trouble.ts'
import { pausePoint } from '../../pause-points.ts'
import { applyMoves } from '../moves/apply-moves.ts'
import type { MoveOutcome } from '../moves/move.ts'
import { type Attempt, isLeaseOver, type Outcome } from './attempt.ts'
import { countForBreaker } from './breaker.ts'
import { giveBack } from './claims-of-effects.ts'
import type { Context } from './options.ts'
import { lateMoveOf, moveOf } from './outcome-moves.ts'

/** What ends while one transaction is in flight gathers for the next, up to this many. */
const BATCH = 500
const LONGEST_PAUSE_MS = 1000

interface Item {
  readonly attempt: Attempt
  readonly outcome: Outcome
  readonly done: (isRecorded: boolean) => void
  /** Whether it was sent to the database before, which may have written it without our hearing of it. */
  wasTried: boolean
}

/** Writes down what became of attempts, many in one transaction, one transaction at a time. */
export class Recorder {
  readonly #context: Context
  #waiting: Item[] = []
  #isRunning = false

  constructor(context: Context) {
    this.#context = context
  }

  /**
   * Resolves when the outcome is written, or when it will not be: its lease is over and the database has not answered.
   * Then it counts as unknown, which whoever finds the lease over writes.
   *
   * @returns whether it was recorded
   */
  record(attempt: Attempt, outcome: Outcome): Promise<boolean> {
    return new Promise((done) => {
      this.#waiting.push({ attempt, outcome, done, wasTried: false })
      if (!this.#isRunning) void this.#run()
    })
  }

  async #run(): Promise<void> {
    this.#isRunning = true
    // What ended in this very turn comes along.
    await Promise.resolve()
    for (let failures = 0; this.#waiting.length > 0;) {
      const batch = this.#waiting.splice(0, BATCH)
      const rest = await this.#write(batch)
      this.#waiting.unshift(...rest)
      failures = rest.length === 0 ? 0 : failures + 1
      if (failures > 0) await pause(Math.min(LONGEST_PAUSE_MS, 25 * 2 ** failures))
    }
    this.#isRunning = false
  }

  /** @returns those that are to be tried again */
  async #write(batch: readonly Item[]): Promise<readonly Item[]> {
    try {
      await this.#inTransaction(batch)
      for (const { done } of batch) done(true)
      return []
    } catch (error) {
      this.#context.onError(error)
      for (const item of batch) item.wasTried = true
      // One row that the database refuses must not keep the others from being written.
      if (batch.length > 1 && !isPassing(classify(causeOf(error)))) {
        const rests: Item[] = []
        for (const item of batch) rests.push(...(await this.#write([item])))
        return rests
      }
      const over = batch.filter(({ attempt }) => isLeaseOver(attempt))
      for (const { done } of over) done(false)
      return batch.filter((item) => !over.includes(item))
    }
  }

  async #inTransaction(batch: readonly Item[]): Promise<void> {
    const subjects = batch.map(({ attempt }) => attempt.effect.subject)
    await pausePoint('effect-before-record', subjects)
    await atomically(this.#context.db, { lockTimeoutMs: 5000 }, async (session) => {
      await countForBreaker(session, batch)
      const outcomes = await applyMoves(
        session,
        batch.map(({ attempt, outcome }) => moveOf(attempt, outcome)),
      )
      const late = batch.flatMap(({ attempt, outcome, wasTried }, index) => {
        const found = outcomes[index]
        const move = found === undefined ? undefined : lateMoveOf(attempt, outcome, found, wasTried)
        return move === undefined ? [] : [{ attempt, move }]
      })
      const lateOutcomes = await applyMoves(
        session,
        late.map(({ move }) => move),
      )
      const failed = [
        ...batch.filter((_, index) => isFailure(outcomes[index])),
        ...late.filter((_, index) => isFailure(lateOutcomes[index])),
      ].map(({ attempt }) => attempt)
      await giveBack(
        session,
        failed.filter(({ plan }) => plan.onFailed === 'release').map(({ effect }) => effect),
      )
    })
    this.#context.onMoves()
    await pausePoint('effect-recorded', subjects)
  }
}

function isFailure(outcome: MoveOutcome | undefined): boolean {
  return outcome?.applied === true && outcome.state === 'failed' && outcome.from !== 'failed'
}

function causeOf(error: unknown): unknown {
  return error instanceof Error && error.cause !== undefined ? error.cause : error
}

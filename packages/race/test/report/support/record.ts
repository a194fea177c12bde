import type { Isolation, Run, Step, StepKind, StepResult, TraceEntry } from '../../../src/index.ts'

/** One step of a run that is written by hand. */
export interface Done {
  readonly step: Step
  readonly result: StepResult
  readonly waitedFor: readonly number[]
  readonly doneAfter: number | null
  readonly isParked: boolean
}

type Row = Readonly<Record<string, string | null>>

interface Came {
  readonly rows?: number | readonly Row[]
  readonly error?: string
  readonly parameters?: readonly string[]
  /** Actor, and index of the entry after which it went on. */
  readonly waited?: readonly [actor: number, until: number]
  readonly isParked?: boolean
}

/** An actor whose steps are written down: `a.begin()`, `a.sql('select 1', …)`. */
export class Actor {
  readonly #actor: number
  readonly #isolation: Isolation
  #isOpen = false

  constructor(actor: number, isolation: Isolation = 'read committed') {
    this.#actor = actor
    this.#isolation = isolation
  }

  begin(): Done {
    const done = this.#done('begin', 'BEGIN', {})
    this.#isOpen = true
    return done
  }

  sql(text: string, came: Came = {}): Done {
    return this.#done('statement', text, came)
  }

  commit(): Done {
    const done = this.#done('commit', 'COMMIT', {}, !this.#isOpen)
    this.#isOpen = false
    return done
  }

  rollback(): Done {
    const done = this.#done('rollback', 'ROLLBACK', {})
    this.#isOpen = false
    return done
  }

  call(name: string): Done {
    return this.#done('call', name, {})
  }

  #done(kind: StepKind, text: string, came: Came, isImplicit = false): Done {
    const { rows = kind === 'statement' ? 1 : null, error, parameters = [], waited, isParked = false } = came
    const step: Step = {
      actor: this.#actor,
      kind,
      text,
      skeleton: text.toLowerCase(),
      parameters,
      connection: kind === 'call' ? null : this.#actor,
      isImplicit,
      isolation: this.#isolation,
      inTransaction: this.#isOpen,
    }
    const result = {
      rows: rows === null || typeof rows === 'number' ? rows : rows.length,
      values: rows === null || typeof rows === 'number' ? [] : rows,
      error: error === undefined ? null : { code: error, message: `refused with ${error}` },
    }
    return {
      step,
      result,
      waitedFor: waited === undefined ? [] : [waited[0]],
      doneAfter: waited?.[1] ?? null,
      isParked,
    }
  }
}

/** A run of these steps in this order, which broke the invariant. */
export function record(reason: string, steps: readonly Done[]): Run {
  const trace: TraceEntry[] = steps.map(({ step, result, waitedFor, doneAfter, isParked }, index) => ({
    step,
    result,
    waitedFor,
    isParked,
    doneAfter: doneAfter ?? index,
    enabled: [...new Set(steps.slice(index).map((one) => one.step.actor))].toSorted((a, b) => a - b),
  }))
  const actors = new Set(trace.map(({ step }) => step.actor))
  return {
    trace,
    outcomes: [...actors].map(() => ({ kind: 'returned', value: undefined })),
    verdict: { holds: false, reason },
  }
}

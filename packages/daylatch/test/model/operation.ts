import type fc from 'fast-check'
import { expect } from 'vitest'
import { type Model, type Outcome, stateOf } from './model.ts'
import type { Crash, Real } from './real.ts'

export type ModelCommand = fc.AsyncCommand<Model, Real>

/** One operation, on the notebook and on the database; then both are looked at. */
export class Operation implements ModelCommand {
  readonly #who: string | undefined
  readonly #label: string
  readonly #crash: Crash
  readonly #predict: (model: Model) => Outcome
  readonly #perform: (real: Real) => Promise<Outcome>

  constructor(
    who: string | undefined,
    label: string,
    crash: Crash,
    predict: (model: Model) => Outcome,
    perform: (real: Real) => Promise<Outcome>,
  ) {
    this.#who = who
    this.#label = label
    this.#crash = crash
    this.#predict = predict
    this.#perform = perform
  }

  check(): boolean {
    return true
  }

  async run(model: Model, real: Real): Promise<void> {
    const before = structuredClone(model)
    const expected = this.#predict(model)
    const actual = await real.during(this.#crash, async () => await this.#perform(real))
    if (actual !== undefined) agree(comparable(actual, this.#crash), comparable(expected, this.#crash))
    else if (this.#crash !== 'throw after commit') takeBack(model, before)
    const looked = this.#who === undefined ? [...model.subjects.keys()] : [this.#who]
    for (const name of looked) await compare(name, model, real)
  }

  toString(): string {
    return this.#crash === 'none' ? this.#label : `${this.#label} [${this.#crash}]`
  }
}

export async function compare(name: string, model: Model, real: Real): Promise<void> {
  await real.adoptReservations(name)
  expect([name, await real.lookAt(name)]).toEqual([name, stateOf(model, name)])
}

function agree(actual: Outcome, expected: Outcome): void {
  expect(actual).toEqual(expected)
}

/** A call that survived its crash may have found what its own first attempt left under its key. */
function comparable(outcome: Outcome, crash: Crash): Outcome {
  return crash === 'none' ? outcome : { ...outcome, replayed: undefined }
}

/** Nobody told the caller, but before the commit nothing can have happened. */
export function takeBack(model: Model, before: Model): void {
  model.now = before.now
  for (const [name, subject] of before.subjects) model.subjects.set(name, subject)
  model.ranks.clear()
  for (const [day, ranks] of before.ranks) model.ranks.set(day, ranks)
}

import { pausePoint } from '../../pause-points.ts'
import type { Attempt, Outcome } from './attempt.ts'
import { callGateway } from './call-gateway.ts'
import type { GatewayPlan } from './gateway-plan.ts'
import type { MarkerWriter } from './marker.ts'
import type { Context } from './options.ts'
import type { Recorder } from './recorder.ts'
import type { Taken } from './take.ts'

/** The attempts that this process has begun and that are not recorded yet. No connection and no lock is held for them. */
export class Attempts {
  readonly #context: Context
  readonly #recorder: Recorder
  readonly #onDone: (plan: GatewayPlan, isSettled: boolean) => void
  readonly #running = new Set<Promise<void>>()
  readonly #perGateway = new Map<string, number>()

  /** @param onDone also told whether the attempt was accepted, and that is written down: nothing more will be due for it */
  constructor(context: Context, recorder: Recorder, onDone: (plan: GatewayPlan, isSettled: boolean) => void) {
    this.#context = context
    this.#recorder = recorder
    this.#onDone = onDone
  }

  /** How many more this process may have under way at a gateway. */
  roomAt({ name, maxInFlight }: GatewayPlan): number {
    return maxInFlight - (this.#perGateway.get(name) ?? 0)
  }

  /** Makes the calls that were taken. Resolves when all of them are recorded, or given up. Never rejects. */
  async run({ attempts, attemptsInAll }: Taken, marker: MarkerWriter | undefined): Promise<void> {
    const [first] = attempts
    if (first === undefined) return
    const remembered = Promise.resolve(marker?.remember(first.plan.name, attemptsInAll ?? 0))
    await Promise.all(attempts.map(async (attempt) => await this.#track(attempt, remembered)))
  }

  /** Resolves when nothing is under way. */
  async settled(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running)
  }

  async #track(attempt: Attempt, remembered: Promise<void>): Promise<void> {
    const { plan } = attempt
    this.#count(plan, 1)
    let isSettled = false
    const run = this.#run(attempt, remembered)
      .then((settled) => void (isSettled = settled))
      .catch(this.#context.onError)
    this.#running.add(run)
    await run
    this.#running.delete(run)
    this.#count(plan, -1)
    this.#onDone(plan, isSettled)
  }

  async #run(attempt: Attempt, remembered: Promise<void>): Promise<boolean> {
    const subjects = [attempt.effect.subject]
    await pausePoint('effect-taken', subjects)
    const obstacle = await remembered.then(() => undefined, notRemembered)
    const outcome =
      obstacle ??
      (await callGateway(attempt, (late) => {
        this.#recorder.record(attempt, late).catch(this.#context.onError)
      }))
    await pausePoint('effect-after-answer', subjects)
    const isRecorded = await this.#recorder.record(attempt, outcome)
    return isRecorded && outcome.kind === 'accepted'
  }

  #count({ name }: GatewayPlan, change: number): void {
    this.#perGateway.set(name, (this.#perGateway.get(name) ?? 0) + change)
  }
}

/** Without the marker a restore could not be seen, so nothing leaves. */
function notRemembered(error: unknown): Outcome {
  const detail = { error: String(error).slice(0, 200) }
  return { kind: 'refused', code: 'marker-not-written', again: true, isAnswer: false, detail }
}

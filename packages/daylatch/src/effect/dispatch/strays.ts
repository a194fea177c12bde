import { atomically } from '../../drivers/atomically.ts'
import { callUnknown } from './expire.ts'
import type { GatewayPlan } from './gateway-plan.ts'
import type { Context } from './options.ts'

const EVERY_MS = 30_000

/**
 * Looks, now and then, for attempts at gateways that this dispatcher was not given: one may have been taken out of the
 * configuration while something was with it. Such an attempt is called unknown, so that somebody sees the question.
 * Nothing else is done for strangers, and whatever another dispatcher has in hand is left to it.
 */
export class Strays {
  readonly #context: Context
  readonly #plans: ReadonlyMap<string, GatewayPlan>
  readonly #ready: () => Promise<unknown>
  #timer: NodeJS.Timeout | undefined
  #running: Promise<void> = Promise.resolve()
  #isStopped = false

  /** @param ready resolves when the database is known to be the one that was left */
  constructor(context: Context, plans: ReadonlyMap<string, GatewayPlan>, ready: () => Promise<unknown>) {
    this.#context = context
    this.#plans = plans
    this.#ready = ready
  }

  start(): void {
    this.#running = this.#look()
  }

  async stop(): Promise<void> {
    this.#isStopped = true
    clearTimeout(this.#timer)
    await this.#running
  }

  async #look(): Promise<void> {
    const { db, onError, onMoves } = this.#context
    try {
      await this.#ready()
      const found = await atomically(
        db,
        { lockTimeoutMs: 5000 },
        async (session) => await callUnknown(session, this.#plans, 'strangers', 'lease-over'),
      )
      if (found > 0) onMoves()
    } catch (error) {
      onError(error)
    }
    if (!this.#isStopped) this.#timer = setTimeout(() => this.start(), EVERY_MS)
  }
}

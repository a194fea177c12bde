import type { Database } from '../../drivers/database.ts'
import { DaylatchError } from '../../errors.ts'
import { assertWholeNumber } from '../../options.ts'
import { assertOutside } from '../assert-outside.ts'
import type { EffectRecord } from '../effect-record.ts'
import { Attempts } from './attempts.ts'
import { deliverOne, type DeliverResult } from './deliver.ts'
import { readEffect } from './find-effect.ts'
import { type GatewayPlan, planGateways } from './gateway-plan.ts'
import { Lane } from './lane.ts'
import { Listening } from './listening.ts'
import { findQuestion, type Finding, lookUp } from './look-ups.ts'
import type { MarkerWriter } from './marker.ts'
import type { Context, DispatcherOptions } from './options.ts'
import { prepare } from './prepare.ts'
import { Recorder } from './recorder.ts'
import { Strays } from './strays.ts'

export type AskResult =
  /** The gateway was asked. What it knows has been written; `unclear` and `absent` leave the outcome unknown. */
  | { readonly status: 'asked'; readonly finding: Finding; readonly effect: EffectRecord }
  /** Only what is unknown is looked up. */
  | { readonly status: 'refused'; readonly effect: EffectRecord }
  /** This gateway cannot be asked, or is none of this dispatcher's. */
  | { readonly status: 'unsupported'; readonly effect: EffectRecord }
  | { readonly status: 'absent' }

/** Sends what is due, in one process of any number. */
export interface Dispatcher {
  /**
   * Begins to work. A database that cannot be reached is waited for.
   *
   * @throws {DaylatchError} BAD_OPTION of a dispatcher that was started or stopped before
   */
  start(): Promise<void>
  /** Something was queued in this process; others hear of it by `announceEffects`. */
  wake(): void
  /**
   * Makes one attempt at one effect, from a request or a job of yours; the dispatcher need not be started. A job that
   * comes twice, or meets a dispatcher, makes one attempt in all.
   *
   * @throws {DaylatchError} EFFECT_IN_TRANSACTION inside a lock or a transaction; those of the database
   */
  deliver(effectId: string): Promise<DeliverResult>
  /** Asks the gateway what became of an effect whose outcome is unknown. @throws {DaylatchError} as `deliver` */
  lookUp(effectId: string, by: { readonly actor: string }): Promise<AskResult>
  /** Takes nothing new. Resolves when every call under way has ended, at the latest by its timeout, and is recorded. */
  stop(): Promise<void>
}

const IDLE_MS = 5000

/**
 * @throws {DaylatchError} BAD_OPTION; EFFECT_IN_TRANSACTION for a client in a transaction instead of a pool
 *
 * @example
 * const dispatcher = createDispatcher(db, { gateways: { sms: { gateway } }, actionOf: () => message })
 * await dispatcher.start()
 */
export function createDispatcher<Tx = unknown>(db: Database<Tx>, options: DispatcherOptions<Tx>): Dispatcher {
  assertOutside(db, 'createDispatcher')
  const { pollMs = 1000, queueLockMs } = options
  assertWholeNumber('pollMs', pollMs, 1, 60_000)
  if (queueLockMs !== undefined) assertWholeNumber('queueLockMs', queueLockMs, 1, Number.MAX_SAFE_INTEGER)
  const plans = planGateways(options.gateways, queueLockMs)
  const onError = harmless(options.onError ?? ((error) => console.error(error)))
  // What a transaction gives to `beforeSend` comes from this very database, whatever its type.
  const context = {
    db,
    options,
    onError,
    onMoves: harmless(options.onMoves ?? (() => undefined)),
  } as unknown as Context
  return new RunningDispatcher(context, plans, pollMs)
}

/** A listener of the application's that throws must not stop what it is told of. */
function harmless<Parameters extends unknown[]>(
  listener: (...parameters: Parameters) => void,
): (...parameters: Parameters) => void {
  return (...parameters) => {
    try {
      listener(...parameters)
    } catch (error) {
      console.error(error)
    }
  }
}

class RunningDispatcher implements Dispatcher {
  readonly #context: Context
  readonly #plans: ReadonlyMap<string, GatewayPlan>
  readonly #attempts: Attempts
  readonly #lanes: ReadonlyMap<string, Lane>
  readonly #listening: Listening | undefined
  readonly #strays: Strays
  #ready: Promise<MarkerWriter | undefined> | undefined
  #state: 'new' | 'started' | 'stopped' = 'new'
  readonly #calls = new Set<Promise<unknown>>()

  constructor(context: Context, plans: ReadonlyMap<string, GatewayPlan>, pollMs: number) {
    const { listen } = context.options
    this.#context = context
    this.#plans = plans
    this.#attempts = new Attempts(context, new Recorder(context), ({ name }, isSettled) =>
      this.#lanes.get(name)?.ended(isSettled),
    )
    this.#listening = listen && new Listening(listen, () => this.wake(), context.onError)
    this.#strays = new Strays(context, plans, async () => await this.#prepared())
    const tools = {
      context,
      plans,
      attempts: this.#attempts,
      ready: async () => await this.#prepared(),
      idleMs: () => (this.#listening?.isHearing === true ? Math.max(IDLE_MS, pollMs) : pollMs),
    }
    this.#lanes = new Map([...plans.values()].map((plan) => [plan.name, new Lane(plan, tools)]))
  }

  async start(): Promise<void> {
    if (this.#state !== 'new')
      throw new DaylatchError('BAD_OPTION', `This dispatcher was ${this.#state} already`)
    this.#state = 'started'
    this.#listening?.start()
    for (const lane of this.#lanes.values()) lane.start()
    this.#strays.start()
    await this.#prepared().catch(this.#context.onError)
  }

  wake(): void {
    for (const lane of this.#lanes.values()) lane.poke()
  }

  async deliver(effectId: string): Promise<DeliverResult> {
    assertOutside(this.#context.db, 'deliver')
    if (this.#state === 'stopped') return await this.#tooLate(effectId)
    return await this.#call(async () => {
      const marker = await this.#prepared()
      return await deliverOne(this.#context, this.#plans, this.#attempts, marker, effectId)
    })
  }

  async lookUp(effectId: string, { actor }: { readonly actor: string }): Promise<AskResult> {
    const context = this.#context
    assertOutside(context.db, 'lookUp')
    return await this.#call(async () => {
      const effect = await readEffect(context.db, effectId)
      if (effect === null) return { status: 'absent' }
      if (effect.state !== 'unknown') return { status: 'refused', effect }
      const plan = this.#plans.get(effect.gateway)
      if (plan?.gateway.lookUp === undefined) return { status: 'unsupported', effect }
      const question = await findQuestion(context, effect)
      if (question === undefined) {
        return { status: 'refused', effect: (await readEffect(context.db, effectId)) ?? effect }
      }
      const finding = await lookUp(context, plan, question, { actor, mayResend: false })
      return { status: 'asked', finding, effect: (await readEffect(context.db, effectId)) ?? effect }
    })
  }

  async stop(): Promise<void> {
    this.#state = 'stopped'
    await this.#listening?.stop()
    const parts = [this.#strays, ...this.#lanes.values()]
    await Promise.all(parts.map(async (part) => await part.stop()))
    await Promise.allSettled(this.#calls)
    await this.#attempts.settled()
  }

  /** Once for all that send here; after a failure the next one tries again. */
  #prepared(): Promise<MarkerWriter | undefined> {
    this.#ready ??= prepare(this.#context, this.#plans).catch((error: unknown) => {
      this.#ready = undefined
      throw error
    })
    return this.#ready
  }

  async #call<T>(work: () => Promise<T>): Promise<T> {
    const call = work()
    this.#calls.add(call)
    try {
      return await call
    } finally {
      this.#calls.delete(call)
    }
  }

  async #tooLate(effectId: string): Promise<DeliverResult> {
    const effect = await readEffect(this.#context.db, effectId)
    return effect === null
      ? { status: 'absent' }
      : { status: 'not-now', effect, reason: 'stopping', againInMs: null }
  }
}

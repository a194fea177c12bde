import { atomically } from '../../drivers/atomically.ts'
import { ask } from '../../drivers/trouble.ts'
import type { Attempts } from './attempts.ts'
import { callUnknown, releaseDue } from './expire.ts'
import type { GatewayPlan } from './gateway-plan.ts'
import { type DueIn, lookWhatIsDue } from './look.ts'
import { LOOK_UPS, lookUp, takeQuestions } from './look-ups.ts'
import type { MarkerWriter } from './marker.ts'
import type { Context } from './options.ts'
import { take } from './take.ts'

/** How soon it is looked again when something is due that others have, or have no room for. */
const BUSY_MS = 100
const LONGEST_PAUSE_MS = 5000
/** For how long rounds that take more of the same do not look at anything else. */
const HURRY_MS = 250

export interface LaneTools {
  readonly context: Context
  readonly plans: ReadonlyMap<string, GatewayPlan>
  readonly attempts: Attempts
  /** Resolves when messages may leave. */
  readonly ready: () => Promise<MarkerWriter | undefined>
  /** How long it may be before the tables are looked at again, in ms. */
  readonly idleMs: () => number
}

/** Everything that a dispatcher does for one gateway, round by round, until it is stopped. */
export class Lane {
  readonly #plan: GatewayPlan
  readonly #tools: LaneTools
  #hasMore = false
  /** Whether more could have been taken than there was room for. */
  #isShort = false
  #lookedAt = -Infinity
  #isPoked = false
  #wakeUp: () => void = () => undefined
  #isStopped = false
  #running: Promise<void> = Promise.resolve()
  readonly #lookUps = new Set<Promise<void>>()

  constructor(plan: GatewayPlan, tools: LaneTools) {
    this.#plan = plan
    this.#tools = tools
  }

  start(): void {
    this.#running = this.#run()
  }

  /** Something may be due. */
  poke(): void {
    this.#isPoked = true
    this.#wakeUp()
  }

  /** An attempt has ended. Where nothing waited for its room and nothing is left to do for it, there is nothing new to find. */
  ended(isSettled: boolean): void {
    if (this.#isShort || !isSettled) this.poke()
  }

  /** Takes nothing new. Resolves when this round and the look-ups of it are through. */
  async stop(): Promise<void> {
    this.#isStopped = true
    this.poke()
    await this.#running
    await Promise.all(this.#lookUps)
  }

  async #run(): Promise<void> {
    for (let failures = 0; !this.#isStopped;) {
      this.#isPoked = false
      let pauseMs: number
      try {
        pauseMs = await this.#round()
        failures = 0
      } catch (error) {
        this.#tools.context.onError(error)
        failures += 1
        this.#isPoked = false
        pauseMs = Math.min(LONGEST_PAUSE_MS, 50 * 2 ** failures)
      }
      await this.#pause(pauseMs)
    }
  }

  #pause(ms: number): Promise<void> {
    if (this.#isPoked || this.#isStopped) return Promise.resolve()
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms)
      this.#wakeUp = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  /** @returns how long it can be before the next one, in ms */
  async #round(): Promise<number> {
    const { context, ready } = this.#tools
    const marker = await ready()
    const { name } = this.#plan
    const isInAHurry = this.#hasMore && performance.now() - this.#lookedAt < HURRY_MS
    if (!isInAHurry) this.#lookedAt = performance.now()
    const due = isInAHurry
      ? { pending: 0 }
      : await ask(context.db, async (session) => await lookWhatIsDue(session, name))
    const swept = await this.#sweep(due)
    const waits = [this.#tools.idleMs(), ...Object.values(due).filter((dueIn) => dueIn > 0)]
    if (isDue(due.pending) || swept.released > 0) waits.push(await this.#send('pending', marker))
    if (isDue(due.unknown)) waits.push(await this.#reconcile(marker))
    return Math.min(...waits)
  }

  async #sweep(due: DueIn): Promise<{ readonly released: number }> {
    const { context, plans } = this.#tools
    const { name } = this.#plan
    const options = { lockTimeoutMs: 5000 }
    if (isDue(due.sending)) {
      const over = { gateway: name }
      await atomically(
        context.db,
        options,
        async (session) => await callUnknown(session, plans, over, 'lease-over'),
      )
      context.onMoves()
    }
    if (!isDue(due.held)) return { released: 0 }
    const released = await atomically(context.db, options, async (session) => await releaseDue(session, name))
    context.onMoves()
    return { released }
  }

  /** @returns when to look again: at once where there may be more */
  async #send(from: 'pending' | 'unknown', marker: MarkerWriter | undefined): Promise<number> {
    const { context, attempts } = this.#tools
    const limit = attempts.roomAt(this.#plan)
    this.#isShort = limit <= 0
    // The next attempt that ends pokes.
    if (limit <= 0 || this.#isStopped) return this.#tools.idleMs()
    const taken = await take(context, this.#plan, { from, limit, wanted: null })
    if (taken.seen > 0) context.onMoves()
    // Not awaited: the round goes on, and each that ends pokes for the next.
    void attempts.run(taken, marker)
    const hadMore = this.#hasMore
    this.#isShort = taken.isFull
    this.#hasMore = from === 'pending' && taken.isFull
    if (taken.refusal !== null) return Math.max(1, taken.refusal.againInMs)
    // A take that was not full has left nothing; the round that finds that out may have looked at nothing else.
    return taken.isFull || hadMore ? 0 : BUSY_MS
  }

  async #reconcile(marker: MarkerWriter | undefined): Promise<number> {
    const { context } = this.#tools
    if (this.#plan.gateway.class === 'keyed') return await this.#send('unknown', marker)
    const room = LOOK_UPS - this.#lookUps.size
    if (room <= 0) return BUSY_MS
    const questions = await takeQuestions(context, this.#plan, room)
    for (const question of questions) {
      const asking = this.#ask(question, marker)
        .catch(context.onError)
        .finally(() => this.#lookUps.delete(asking))
      this.#lookUps.add(asking)
    }
    return questions.length === room ? 0 : BUSY_MS
  }

  async #ask(question: Parameters<typeof lookUp>[2], marker: MarkerWriter | undefined): Promise<void> {
    const { context, attempts } = this.#tools
    const { effect } = question
    const mayResend = this.#plan.resendAbsent && effect.attempt <= this.#plan.retries
    const finding = await lookUp(context, this.#plan, question, { actor: 'dispatcher', mayResend })
    context.onMoves()
    if (finding !== 'absent' || !mayResend || this.#isStopped) return
    // Where there is no room for it now, it is looked up again before it is repeated.
    const { subject, id, attempt } = effect
    const wanted = { subject, id, attempt }
    await attempts.run(await take(context, this.#plan, { from: 'unknown', limit: 1, wanted }), marker)
  }
}

function isDue(dueIn: number | undefined): boolean {
  return dueIn !== undefined && dueIn <= 0
}

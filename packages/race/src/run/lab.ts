import { actorName, letterOf } from '../config/name-of.ts'
import type { Aftermath, LabDatabase, LabOptions } from '../config/lab-options.ts'
import type { Footprints } from '../footprint/footprint.ts'
import { launcherOf } from '../actors/launch.ts'
import { RaceError } from '../errors.ts'
import type { Gateways } from '../points/gateways.ts'
import type { Measure } from '../state/measure.ts'
import type { Reset } from '../state/reset.ts'
import type { Session } from '../state/session.ts'
import type { Cleanup } from './cleanup.ts'
import type { Door } from './door.ts'
import { Execution } from './execution.ts'
import type { ActorOutcome, Chooser, Program, Run, RunOptions } from './run.ts'
import { skeletonOf } from './skeleton.ts'
import type { Isolation } from './step.ts'
import { judge } from './verdict.ts'

/** What a lab is made of; see `openLab`. */
export interface LabParts<App> {
  readonly options: LabOptions<App>
  readonly app: App
  /** Of the application, where it is a process or a server. */
  readonly address: string | null
  readonly door: Door
  readonly url: string
  /** The lab's own session, for what must not wait behind anybody's statements. */
  readonly own: Session
  readonly footprints: Footprints
  readonly measure: Measure
  readonly isReadOnly: (skeleton: string) => boolean
  readonly query: LabDatabase['query']
  readonly gateways: Gateways
  readonly reset: Reset
  /** Gives all transactions a level, or `null`, their own again. */
  readonly impose: (level: Isolation | null) => Promise<void>
  /** Ends the transaction of a connection that stands idle in it. */
  readonly rollBack: (link: number) => Promise<void>
  readonly cleanup: Cleanup
}

/** An application, ready to be run in any order again and again. Made by `openLab`. */
export class Lab<App = unknown> implements Program {
  readonly actors: readonly string[]
  readonly footprints: Footprints
  readonly app: App
  /** The lab's door: what an application takes for its database. */
  readonly connectionUrl: string
  /** A statement beside the door, which no schedule holds. */
  readonly query: LabDatabase['query']
  /** Skeletons of what actors sent as several statements in one string, which run as one step. */
  readonly unsplit: Set<string> = new Set()
  readonly #parts: LabParts<App>
  #execution: Execution | null = null
  #isBusy = false
  #isAllTouched = false
  #isClosed = false
  #runs = 0

  constructor(parts: LabParts<App>) {
    this.#parts = parts
    this.actors = parts.options.actors.map((actor, index) => actorName(actor, index))
    this.footprints = parts.footprints
    this.app = parts.app
    this.connectionUrl = parts.url
    this.query = parts.query
  }

  /**
   * Runs all actors from the same start in the order that `choose` wants, and asks the invariant.
   *
   * @throws RaceError `HANGS`, `TRANSACTION_LEFT_OPEN`, `HELPER_FAILED`, `NOT_FREE`, `BAD_CHOICE`, `OVERTAKEN`; and what `choose` throws,
   * after the actors have been brought to their end
   */
  async run(choose: Chooser, options: RunOptions = {}): Promise<Run> {
    if (this.#isBusy || this.#isClosed) throw this.#notFree()
    this.#isBusy = true
    try {
      await this.#reset()
      await this.#parts.impose(options.isolation ?? null)
      const execution = this.#prepare(options)
      try {
        await execution.run(choose)
        await this.#leaveNothingOpen(execution)
      } catch (error) {
        await this.#rollBack(execution)
        throw error
      } finally {
        this.#execution = null
        this.#parts.door.lead(null)
      }
      const outcomes = execution.actors.map(
        ({ outcome }): ActorOutcome => outcome ?? { kind: 'returned', value: undefined },
      )
      const verdict = await judge(this.#parts.options.invariant, this.#aftermath(outcomes))
      return { trace: execution.trace, outcomes, verdict }
    } finally {
      this.#parts.door.letStrangersIn()
      this.#isBusy = false
    }
  }

  /** A step of the actor that is at work; see `ActorContext.point` for one that names its actor by itself. */
  async point(name: string): Promise<void> {
    await this.hold('point', name)
  }

  /** Holds whoever is at work before something that happens outside of the database. Outside of a run nothing is held. */
  async hold(kind: 'point' | 'call', name: string): Promise<void> {
    const execution = this.#execution
    if (execution === null) return
    const actor = execution.atWork()
    if (actor === null)
      throw new RaceError('NO_ACTOR', `${kind} \`${name}\` was reached by no actor: all were waiting`)
    await execution.hold(actor, kind, name)
  }

  /** Digests of all columns of the database as the last execution left it. */
  fingerprint(): Promise<Readonly<Record<string, string>>> {
    return this.#parts.reset.fingerprint()
  }

  /** Ends the application, the door and the lab's database. */
  async close(): Promise<void> {
    if (this.#isClosed) return
    this.#isClosed = true
    await this.#parts.cleanup.run()
  }

  #prepare(options: RunOptions): Execution {
    const { door, gateways, app, address, url, measure, options: lab } = this.#parts
    const isElsewhere = lab.actors.some((actor) => typeof actor !== 'function' && actor.kind !== 'function')
    const { parkAfterMs = isElsewhere ? 500 : 50, giveUpAfterMs = 10_000 } = lab
    const run = ++this.#runs
    gateways.forget()
    const execution = new Execution({
      connections: door.connections,
      launch: lab.actors.map((actor) =>
        launcherOf(actor, { app, address, url, run, gateways: gateways.urls }),
      ),
      takingPart: options.actors ?? lab.actors.map((_, index) => index),
      blockers: (pids) => this.#blockers(pids),
      unsplit: this.unsplit,
      hasOwnCommit: (unit) => !this.#parts.isReadOnly(skeletonOf(unit.sql)),
      measure,
      onUnmeasured: () => {
        this.#isAllTouched = true
      },
      cancel: (pids) => this.#cancel(pids),
      parkAfterMs,
      giveUpAfterMs,
      parked: options.parked === undefined ? null : new Set(options.parked),
    })
    this.#execution = execution
    door.lead(execution)
    return execution
  }

  async #reset(): Promise<void> {
    const { reset, measure, door } = this.#parts
    const all = this.#isAllTouched || door.hasSeenStrangers
    this.#isAllTouched = false
    door.hasSeenStrangers = false
    await reset.reset(all ? 'all' : measure.touched)
  }

  async #blockers(pids: readonly number[]): Promise<readonly (readonly number[])[]> {
    const rows = await this.#parts.own.query<{ blockers: number[] }>({
      name: 'blockers',
      text: 'select pg_blocking_pids(pid) as blockers from unnest($1::int[]) with ordinality as u (pid, n) order by n',
      values: [pids],
    })
    return rows.map(({ blockers }) => blockers)
  }

  async #cancel(pids: readonly number[]): Promise<void> {
    await this.#parts.own.query({ text: 'select pg_cancel_backend(unnest($1::int[]))', values: [pids] })
  }

  /**
   * A transaction that nobody ends would hold its locks into the next execution. One that has failed is rolled back without
   * a word: many applications leave it to whoever throws the connection away.
   */
  async #leaveNothingOpen(execution: Execution): Promise<void> {
    const open = (await this.#rollBack(execution)).filter(({ hasFailed }) => !hasFailed)
    if (open.length === 0) return
    const who = open.map(({ actor }) => letterOf(actor)).join(', ')
    throw new RaceError(
      'TRANSACTION_LEFT_OPEN',
      `${who} ended and left a transaction open, which was rolled back. End it in a \`finally\`.`,
    )
  }

  async #rollBack(execution: Execution): Promise<ReturnType<Execution['leftOpen']>> {
    const open = execution.leftOpen()
    for (const { link } of open) await this.#parts.rollBack(link)
    return open
  }

  #aftermath(outcomes: readonly ActorOutcome[]): Aftermath<App> {
    const { url, query, app, gateways } = this.#parts
    return { url, query, app, run: this.#runs, outcomes, calls: gateways.calls() }
  }

  #notFree(): RaceError {
    return new RaceError(
      'NOT_FREE',
      this.#isClosed
        ? 'The lab is closed: open another one'
        : 'An execution of this lab is still going on: await it, or open a second lab',
    )
  }
}

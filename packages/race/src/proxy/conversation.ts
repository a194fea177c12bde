import { Frames } from '../wire/frames.ts'
import { front, type Message } from '../wire/message.ts'
import { flush, readParse, writeParse } from '../wire/requests.ts'
import type { Answers, Kept, Until } from './answers.ts'
import type { EarlyUnit, WaitingParse } from './early-parse.ts'
import { execute, flushOut, sync } from './extended-query.ts'
import type { Gate, LinkInfo, Passage, Unit } from './gate.ts'
import type { IsolationLevels } from './isolation-levels.ts'
import type { BoundPortal, Prepared } from './prepared.ts'
import { RequestedUnit } from './requested-unit.ts'
import { Result } from './result.ts'
import { shapeOf, type Shape } from './shape.ts'
import { functionCall, query } from './simple-query.ts'

/** What a conversation stands on: the two ends and who decides. */
export interface Ends {
  readonly link: LinkInfo
  /** Writes to the server. */
  readonly send: (bytes: Buffer) => void
  /** Ends the link with this error: nothing sensible can be done with it any more. */
  readonly fail: (error: unknown) => void
  readonly answers: Answers
  readonly prepared: Prepared
  readonly levels: IsolationLevels
  readonly gate: Gate
}

/** Since the last Sync: an Execute was done, it is to be split from its commit, the server is in a block. */
export interface Batch {
  hasRun: boolean
  isSplit: boolean
  isInBlock: boolean | null
}

/**
 * What one client says, in its order. Messages that run nothing are kept until it is clear what they belong to: a Bind
 * already takes the snapshot that its Execute reads from, and a Parse takes locks, so both go with the Execute.
 */
export class Conversation {
  readonly ends: Ends
  /** Let go with its Parse; see `admitEarly`. */
  early: EarlyUnit | null = null
  batch: Batch = { hasRun: false, isSplit: false, isInBlock: null }
  /** Parse, Bind, Describe and Close that wait for what they belong to. */
  #group: Message[] = []
  #parsed: WaitingParse | null = null
  readonly #frames = new Frames()
  readonly #inbox: Message[] = []
  #isBusy = false
  #isClosed = false
  #isCopying = false
  #held: Unit | null = null
  #wasCancelled = false

  constructor(ends: Ends) {
    this.ends = ends
  }

  get isClosed(): boolean {
    return this.#isClosed
  }

  /** Whether a transaction block is open on the server, as far as it is known in the middle of a pipeline. */
  get isInBlock(): boolean {
    return this.batch.isInBlock ?? this.ends.answers.status !== 'I'
  }

  receive(chunk: Buffer): void {
    this.#frames.push(chunk, (message) => this.#inbox.push(message))
    if (this.#isCopying) this.#feedCopy()
    if (!this.#isBusy) this.#work().catch(this.ends.fail)
  }

  /** Nothing of this client runs any more. */
  close(): void {
    this.#isClosed = true
    this.#inbox.length = 0
  }

  /**
   * The client asks for a cancel. What is held at the gate will fail as cancelled when it is let go, and never run. False
   * when nothing is held: then it is the server's business.
   */
  cancel(): boolean {
    if (this.#held === null) return false
    this.#wasCancelled ||= this.#held.kind === 'statement'
    return true
  }

  /** The server asks for a COPY's rows, which come outside of the order of requests, or wants no more of them. */
  copy(isOpen: boolean): void {
    this.#isCopying = isOpen
    this.#feedCopy()
  }

  /** What the gate is asked about. `portal` has the values, where there are any. */
  unit(shape: Shape, sql: string, portal: BoundPortal | null = null, isImplicit = false): RequestedUnit {
    const { link, levels } = this.ends
    return new RequestedUnit(
      {
        link,
        kind: shape.kind,
        sql,
        isImplicit,
        inTransaction: isImplicit || this.isInBlock || this.batch.hasRun,
        isolation: levels.at(shape),
        isMultiple: shape.isMultiple,
      },
      portal,
    )
  }

  /** Waits at the gate. `null` when the client has gone meanwhile; `cancelled` when it asked for that. */
  async admit(unit: Unit): Promise<Passage | 'cancelled' | null> {
    this.#held = unit
    const asked = this.ends.gate.arrive(unit)
    // What may pass at once does so in this very turn.
    const passage = asked instanceof Promise ? await asked : asked
    this.#held = null
    const wasCancelled = this.#wasCancelled
    this.#wasCancelled = false
    if (this.#isClosed) return null
    return wasCancelled ? 'cancelled' : passage
  }

  finished(unit: Unit, shape: Shape, result: Result): void {
    const { levels, gate, answers } = this.ends
    if (result.error === null)
      levels.note(shape, result.status === null ? this.isInBlock : answers.status !== 'I')
    gate.finished(unit, result)
  }

  /** At a ReadyForQuery. */
  forgetBatch(): void {
    this.batch = { hasRun: false, isSplit: false, isInBlock: null }
  }

  /** The last of the messages kept so far that is a Parse. */
  get parsed(): WaitingParse | null {
    return this.#parsed
  }

  /** The messages kept so far and this one. */
  withGroup(message: Message): Message[] {
    const group = this.#group
    group.push(message)
    this.#group = []
    this.#parsed = null
    return group
  }

  /** What the server gets in place of this text. */
  sent(sql: string): string {
    const { gate, answers } = this.ends
    const rewritten = gate.rewrite?.(sql) ?? sql
    return answers.notices?.sent(rewritten) ?? rewritten
  }

  write(messages: readonly Buffer[]): void {
    const [only] = messages
    this.ends.send(messages.length === 1 && only !== undefined ? only : Buffer.concat(messages))
  }

  /** Writes, and waits for the end of the server's answer. */
  async ask(
    messages: readonly Buffer[],
    until: Until,
    result: Result = new Result(),
    kept: Kept = 'all',
  ): Promise<Result> {
    const answered = this.ends.answers.expect(until, result, kept)
    this.write(messages)
    await answered
    return result
  }

  /** The Sync that already stands behind an Execute, with the Closes before it; none where something else follows. */
  takeSync(): Message[] {
    const length = this.#inbox.findIndex(([type]) => type !== front.close) + 1
    if (this.#inbox[length - 1]?.[0] !== front.sync) return []
    const taken = this.#inbox.splice(0, length)
    for (const message of taken) this.ends.prepared.note(message)
    return taken
  }

  async #work(): Promise<void> {
    this.#isBusy = true
    for (let message = this.#inbox.shift(); message !== undefined; message = this.#inbox.shift()) {
      const work = this.#handle(message)
      if (work instanceof Promise) await work
    }
    this.#isBusy = false
  }

  #handle(message: Message): Promise<void> | void {
    switch (message[0]) {
      case front.parse:
        this.#group.push(this.#parse(message))
        return
      case front.bind:
      case front.describe:
      case front.close:
        this.ends.prepared.note(message)
        this.#group.push(message)
        return
      case front.query:
        return query(this, message)
      case front.execute:
        return execute(this, message)
      case front.sync:
        return sync(this, message)
      case front.functionCall:
        return functionCall(this, message)
      case front.flush:
        return flushOut(this, message)
      default:
        this.write(this.withGroup(message))
        return
    }
  }

  /** The Parse that goes to the server: the client's own, unless the gate wants another text. */
  #parse(message: Message): Message {
    const { prepared } = this.ends
    const parse = readParse(message)
    const sent = this.sent(parse.sql)
    prepared.parsed(parse, sent)
    this.#parsed = { name: parse.name, sql: parse.sql, shape: shapeOf(sent) }
    return sent === parse.sql ? message : writeParse({ ...parse, sql: sent })
  }

  #feedCopy(): void {
    while (this.#isCopying) {
      const message = this.#inbox.shift()
      if (message === undefined) return
      const type = message[0]
      // The server overlooks a Sync or Flush here. What libraries send right behind an Execute must not count as the end.
      if (type === front.sync || type === front.flush) continue
      this.#isCopying = type === front.copyData
      // It tells the end of a COPY only at the next Sync, unless it is asked to.
      this.write(this.#isCopying ? [message] : [message, flush])
    }
  }
}

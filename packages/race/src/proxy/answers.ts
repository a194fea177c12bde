import type { Duplex } from 'node:stream'
import { Frames } from '../wire/frames.ts'
import { back, type Message, type Status } from '../wire/message.ts'
import { Outbox } from '../wire/outbox.ts'
import { readStatus } from '../wire/replies.ts'
import type { Notices } from './notices.ts'
import type { Prepared } from './prepared.ts'
import type { Result } from './result.ts'

/** `complete` is the end of one Execute under a Flush, `ready` that of a Query or a Sync. */
export type Until = 'complete' | 'ready'

/**
 * What of an answer goes on to the client: all, all without the ReadyForQuery, nothing but errors and the ReadyForQuery,
 * nothing but errors, or nothing. Notices, notifications and changed settings always do.
 */
export type Kept = 'all' | 'but-ready' | 'end' | 'errors' | 'nothing'

interface Awaited {
  readonly until: Until
  readonly kept: Kept
  readonly result: Result
  readonly done: () => void
}

/** A held answer of more bytes goes to the client, up to its CommandComplete: nobody waits for a large one to fit. */
const longestHeld = 262_144

/** What the server says, on its way to the client. */
export class Answers {
  /** An error happened, and the server ignores what comes before the next Sync. */
  isSkipping = false
  status: Status = 'I'
  /** Where the server tells of its log; `null`: whatever it says is for the client. */
  notices: Notices | null = null
  /** Sees, and may replace, what the server says before the first ReadyForQuery. */
  greeting: ((message: Message) => Message) | null = null
  readonly #frames = new Frames()
  readonly #out = new Outbox()
  readonly #awaited: Awaited[] = []
  readonly #client: Duplex
  readonly #server: Duplex
  readonly #prepared: Prepared
  readonly #onCopy: (isOpen: boolean) => void
  #held: Message[] | null = null
  #heldBytes = 0
  #isCutOff = false

  constructor(client: Duplex, server: Duplex, prepared: Prepared, onCopy: (isOpen: boolean) => void) {
    this.#client = client
    this.#server = server
    this.#prepared = prepared
    this.#onCopy = onCopy
  }

  /** Resolves when the server has answered to the next thing that is written to it, or is gone. In order of calls. */
  expect(until: Until, result: Result, kept: Kept = 'all'): Promise<void> {
    return new Promise((done) => {
      if (this.#isCutOff) result.isCutOff = true
      if (this.#isCutOff) done()
      else this.#awaited.push({ until, kept, result, done })
    })
  }

  /** From here on nothing goes to the client until `release`. */
  hold(): void {
    this.#held ??= []
  }

  /** Lets the client have what was held, in one piece. */
  release(): void {
    this.#spill()
    this.#held = null
    this.flush()
  }

  /** Forgets what was held: the client's statement runs a second time. */
  discard(): void {
    if (this.#held !== null) this.#held = []
    this.#heldBytes = 0
  }

  /** Gives the client a message of the proxy's own. */
  give(message: Message): void {
    this.#pass(message)
    this.flush()
  }

  /** Takes the last completion out of what is held: its commit failed, and the client hears that error instead. */
  dropCompletion(): void {
    const index = this.#held?.findLastIndex((message) => message[0] === back.commandComplete) ?? -1
    if (index >= 0) this.#held?.splice(index, 1)
  }

  receive(chunk: Buffer): void {
    this.#frames.push(chunk, (message) => this.#take(this.greeting?.(message) ?? message))
    this.flush()
  }

  flush(): void {
    if (this.#out.isEmpty || this.#client.write(this.#out.take())) return
    // A client that does not read must not fill this process with what it asked for.
    this.#server.pause()
    this.#client.once('drain', () => this.#server.resume())
  }

  /** The server is gone: nobody waits for its answers any more. */
  cutOff(): void {
    this.#isCutOff = true
    this.release()
    for (const { result, done } of this.#awaited.splice(0)) {
      result.isCutOff = true
      done()
    }
  }

  #take(message: Message): void {
    const type = message[0] ?? 0
    if (type === back.notice && this.notices?.isForClient(message) === false) return
    const awaited = this.#awaited[0]
    awaited?.result.take(type, message)
    if (type === back.ready) {
      this.status = readStatus(message)
      this.isSkipping = false
      this.#prepared.settle()
      if (awaited) awaited.result.status = this.status
    } else if (type === back.error) {
      this.isSkipping = true
      this.#onCopy(false)
    } else if (isDescription(type)) this.#prepared.described(message)
    if (awaited === undefined || isKept(awaited.kept, type)) this.#pass(message)
    if (type === back.copyIn) {
      // The client sends its rows only when it has heard of this.
      this.#spill()
      this.#onCopy(true)
    }
    if (awaited !== undefined && ends(awaited.until, type)) {
      this.#awaited.shift()
      awaited.done()
    }
  }

  #pass(message: Message): void {
    if (this.#held === null) return this.#out.add(message)
    this.#held.push(message)
    this.#heldBytes += message.length
    if (this.#heldBytes > longestHeld && !this.#held.some(([type]) => type === back.commandComplete))
      this.#spill()
  }

  #spill(): void {
    for (const message of this.#held ?? []) this.#out.add(message)
    if (this.#held !== null) this.#held = []
    this.#heldBytes = 0
  }
}

function isDescription(type: number): boolean {
  return type === back.rowDescription || type === back.noData || type === back.parameterDescription
}

function ends(until: Until, type: number): boolean {
  if (type === back.ready) return true
  if (until === 'ready') return false
  return (
    type === back.commandComplete ||
    type === back.error ||
    type === back.portalSuspended ||
    type === back.emptyQuery
  )
}

function isKept(kept: Kept, type: number): boolean {
  if (kept === 'all') return true
  if (type === back.notice || type === back.notification || type === back.parameterStatus) return true
  if (type === back.ready) return kept === 'end'
  return kept === 'but-ready' || (type === back.error && kept !== 'nothing')
}

import { DaylatchError } from '../errors.ts'
import { type Attempt, newAttempt, type Wish } from './action.ts'
import type { ClaimRecord } from './claim-record.ts'

/** How a request ended: whether its own claim stands, and the record that decided. */
export interface Verdict {
  readonly status: 'claimed' | 'already'
  readonly record: ClaimRecord
  /** Whether an earlier request with the same idempotency key was decided so, maybe in another period. */
  readonly replayed: boolean
}

/** One caller's wish to claim, from the call to its verdict, through all attempts that this takes. */
export class ClaimRequest {
  readonly wish: Wish
  readonly subject: string
  readonly verdict: Promise<Verdict>
  /** `performance.now()` after which no new attempt is begun. */
  readonly deadline: number
  /** An attempt was sent whose outcome is not certain: look it up before claiming again. */
  uncertain = false
  /** It is late, and gets a look-up as its last chance, but no new attempt. */
  isLastLook = false
  /** It lost to a claim that was over by then, and has been tried once more. */
  triedOnceMore = false
  readonly #ids: string[] = []
  readonly #ended: (request: ClaimRequest, verdict: Verdict | undefined) => void
  #resolve: (verdict: Verdict) => void = () => undefined
  #reject: (error: DaylatchError) => void = () => undefined

  /** @param ended told at once when it has a verdict, or has failed; whoever awaits it hears of it later */
  constructor(
    wish: Wish,
    patienceMs: number,
    ended: (request: ClaimRequest, verdict: Verdict | undefined) => void = () => undefined,
  ) {
    this.wish = wish
    this.#ended = ended
    this.subject = wish.subject
    this.deadline = performance.now() + patienceMs
    this.verdict = new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
  }

  /** Ids of all attempts so far: a record with one of them is this request's own. */
  get ids(): readonly string[] {
    return this.#ids
  }

  /** A new attempt, under an id that nothing in the database can carry yet. */
  attempt(): Attempt {
    const attempt = newAttempt(this.wish, this.triedOnceMore)
    this.#ids.push(attempt.id)
    return attempt
  }

  /** Ends the request with the record that stands: its own, or somebody else's. */
  settle(record: ClaimRecord): void {
    const status = this.#ids.includes(record.id) ? 'claimed' : 'already'
    this.#end({ status, record, replayed: false })
  }

  /** Ends the request with what an earlier one with the same idempotency key came to. */
  replay(won: boolean, record: ClaimRecord): void {
    this.#end({ status: won ? 'claimed' : 'already', record, replayed: true })
  }

  /** Ends the request without a verdict. While an attempt may still be committed, nobody may be told that none was. */
  fail(error: DaylatchError): void {
    this.#ended(this, undefined)
    this.#reject(this.uncertain ? outcomeUnknown(error) : error)
  }

  #end(verdict: Verdict): void {
    this.#ended(this, verdict)
    this.#resolve(verdict)
  }
}

function outcomeUnknown(cause: DaylatchError): DaylatchError {
  if (cause.code === 'CONNECTION_LOST') return cause
  const text =
    'An attempt was sent and its outcome is not known. Claim again: `already` may show its own record.'
  return new DaylatchError('CONNECTION_LOST', text, { cause })
}

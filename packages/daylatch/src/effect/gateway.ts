import type { JsonValue } from './json-value.ts'

/**
 * What a gateway can do about an attempt that ended without an answer. This, and nothing else, decides what becomes of
 * an effect in the state `unknown`:
 *
 * - `keyed`: it remembers `key` for `keyLifetimeMs` and starts the same thing once for it. The attempt is repeated with
 *   the same key, well before the key's end; after that it is `blind`. Declare it only for a gateway that documents it.
 * - `queryable`: it can be asked by our reference, with `lookUp`. Found is recorded. Absent waits for a person, unless
 *   resending was switched on, because the attempt may still be under way to it.
 * - `callback`: it calls a URL of ours that carries the attempt. Until that call, or a person's decision, the outcome
 *   stays unknown; nothing is sent again.
 * - `blind`: nothing. A person decides.
 */
export type GatewayClass = 'keyed' | 'queryable' | 'callback' | 'blind'

/**
 * Whatever starts something outside of the database: a text message, a payment, a call of somebody's API.
 *
 * It makes one attempt for one call of `send`: no retries, no redirects, no second connection for the same request, and
 * no client library that does these things by itself. Retrying is the dispatcher's part, since it alone knows whether
 * that is safe.
 */
export interface Gateway {
  readonly class: GatewayClass
  /** After this time without an answer the outcome is unknown. The lease of an attempt is longer than this. */
  readonly timeoutMs: number
  /** For `keyed`: how long the gateway remembers a key, from its first use. */
  readonly keyLifetimeMs?: number
  /**
   * Makes one attempt.
   *
   * Whatever it throws means "unknown", except {@link NothingWritten}, which says that nothing can have left. So does a
   * call that takes longer than `timeoutMs`; `signal` is aborted then.
   */
  send(message: GatewayMessage, context: SendContext): Promise<GatewayAnswer>
  /**
   * For `queryable`: asks what became of an attempt. Whatever it throws means "unclear", and it is asked again later.
   * It starts nothing, so it may be repeated at will.
   */
  lookUp?(question: LookUpQuestion, context: LookUpContext): Promise<LookUpAnswer>
}

/** One attempt at one effect. */
export interface GatewayMessage {
  readonly effectId: string
  /** From 1. */
  readonly attempt: number
  /** `<effectId>.<attempt>`: our reference, and what a receipt has to name. */
  readonly attemptId: string
  /** The same for every attempt of an effect: the idempotency key for a gateway of the class `keyed`. */
  readonly key: string
  readonly subject: string
  /** To whom it was claimed for. It goes to nobody else. */
  readonly recipient: string
  readonly payload: JsonValue
}

export interface SendContext {
  /** Aborted after `timeoutMs`. What was written until then stays written, so aborting never makes an outcome definite. */
  readonly signal: AbortSignal
  /**
   * Call it immediately before the first byte is written, with nothing awaited in between.
   *
   * A process can be stopped for minutes between any two statements. Its attempt counts as lost then, and somebody else
   * may have decided about it, so it must not begin after all.
   *
   * @throws {LeaseLost} if the attempt's lease is over. Let it through.
   */
  readonly assertLease: () => void
}

/**
 * What became of an attempt.
 *
 * - `accepted`: the gateway has it and says so.
 * - `refused`: the gateway said that it has not, with a code that its documentation lists. `again` says whether a later
 *   attempt may succeed: the queue is full, the rate is exceeded; not: there is no such number.
 * - `unknown`: anything else. An answer that cannot be read, or a code that is not documented, belongs here.
 */
export type GatewayAnswer =
  | {
      readonly outcome: 'accepted'
      /** What the gateway calls it. */
      readonly gatewayRef?: string
      readonly detail?: { readonly [key: string]: JsonValue }
    }
  | {
      readonly outcome: 'refused'
      readonly code: string
      readonly again: boolean
      readonly detail?: { readonly [key: string]: JsonValue }
    }
  | { readonly outcome: 'unknown'; readonly reason: string }

/** The attempt that is asked about. */
export interface LookUpQuestion extends GatewayMessage {
  /** What the gateway called it, if it ever told. */
  readonly gatewayRef: string | null
  /** When this attempt began, by the database's clock. */
  readonly sentAt: Date
}

export interface LookUpContext {
  /** Aborted after `timeoutMs`. */
  readonly signal: AbortSignal
}

/**
 * What a gateway knows of an attempt. `absent` only if it answered that it has none under our reference; an empty list
 * that may be late, or any doubt, is `unclear`.
 */
export type LookUpAnswer =
  | { readonly found: 'accepted' | 'delivered' | 'undelivered'; readonly gatewayRef?: string }
  | { readonly found: 'absent' }
  | { readonly found: 'unclear' }

/**
 * Thrown by a gateway: this attempt cannot have reached anybody, because nothing was written. The connection was
 * refused, the name did not resolve, the TLS handshake failed, the attempt's lease was over.
 *
 * It is definite, and a later attempt may succeed. Throw it only if not one byte of the request can have been handed to
 * the network, never for a timeout, a reset or a closed connection after that.
 */
export class NothingWritten extends Error {
  override readonly name: string = 'NothingWritten'

  /** @param reason shown to staff and kept in the history: no secrets, and no address that contains one */
  constructor(reason: string, options: { readonly cause?: unknown } = {}) {
    super(reason, options)
  }
}

/**
 * Thrown by `assertLease`: this worker came too late. Nothing was written by it, and nothing may be written now: its
 * attempt counts as unknown already, and somebody else may be deciding about it.
 */
export class LeaseLost extends NothingWritten {
  override readonly name: string = 'LeaseLost'

  constructor(reason = 'the lease of this attempt is over') {
    super(reason)
  }
}

/** How the handset takes what arrives from now on. */
export const MODES = [
  'normal',
  'stall',
  'refuse',
  'accept-and-close',
  'late-receipt',
  'double-receipt',
] as const

export type Mode = (typeof MODES)[number]

export interface Behaviour {
  readonly mode: Mode
  /** How long `stall` and `late-receipt` take. The other modes do not look at it. */
  readonly seconds: number
}

export const USUAL: Behaviour = { mode: 'normal', seconds: 30 }

export const MOST_SECONDS = 3600

/** What is handed to it. */
export interface Delivery {
  readonly number: string
  readonly text: string
  /** Our reference of this attempt. */
  readonly attemptId: string
  /** The same for every attempt of a message. */
  readonly key: string
  /** Whether `key` is an idempotency key here: one message for it, and the same answer, for {@link KEY_LIFETIME_MS}. */
  readonly keyed: boolean
  /** Where delivery receipts are posted to; without one there are none. */
  readonly receiptUrl?: string
}

/** How long a key is remembered at least. A later message with the same key is another one. */
export const KEY_LIFETIME_MS = 24 * 60 * 60 * 1000

/** A message as it lies on the telephone. */
export interface HandsetMessage {
  readonly id: string
  readonly number: string
  readonly text: string
  readonly attemptId: string
  readonly arrivedAt: string
  /**
   * - `none`: nobody asked for one;
   * - `waiting`: not yet sent, or not yet taken by whom it is for;
   * - `sent`: all of them were taken;
   * - `given-up`: whom it was for did not take it for three days.
   */
  readonly receipt: ReceiptState
}

export type ReceiptState = 'none' | 'waiting' | 'sent' | 'given-up'

export interface HandsetPage {
  readonly items: readonly HandsetMessage[]
  readonly nextCursor: string | null
}

/** The body of a delivery receipt. The same one twice is the same event told twice. */
export interface HandsetReceipt {
  readonly messageId: string
  readonly attemptId: string
  readonly status: 'delivered'
  readonly deliveredAt: string
}

/** The header by which the handset says with `1` that it keeps the connection for the next request. */
export const KEEPS = 'handset-keeps'

/** How long it keeps one that rests, at least. */
export const KEEPS_MS = 65_000

/** The answer to {@link Delivery}, or its refusal with a problem's code. */
export interface Accepted {
  readonly id: string
}

/** What a refusal of the mode `refuse` is called: nothing arrived, and another time it may. */
export const REFUSED = 'refused'

/** The same key with another number or text: nothing arrived, and never will under this key. */
export const KEY_REUSED = 'key-reused'

/** Raised when an older handset must not serve a newer server: it is asked to end, and another is started. */
export const PROTOCOL = 1

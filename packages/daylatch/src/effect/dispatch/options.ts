import type { Database } from '../../drivers/database.ts'
import type { PeriodRule } from '../../period/period.ts'
import type { EffectRecord } from '../effect-record.ts'
import type { Gateway } from '../gateway.ts'
import type { ListenConnection } from './listening.ts'
import type { Marker } from './marker.ts'

/** A gateway, and how it is to be used. */
export interface GatewaySetup {
  readonly gateway: Gateway
  /**
   * Calls at a time, over all dispatchers of this database together.
   * @default 16
   */
  readonly maxInFlight?: number
  /** Calls that are begun per second, over all dispatchers together; up to a tenth of it at once. @default no limit */
  readonly perSecond?: number
  /**
   * How many more attempts a definite refusal gets that says "later".
   * @default 3
   */
  readonly retries?: number
  /**
   * Pause before the first of them; doubled each time up to five minutes, less a random part.
   * @default 2000
   */
  readonly retryMs?: number
  /**
   * Whether an effect that failed for good gives its slots back, or uses them up.
   * @default 'release'
   */
  readonly onFailed?: 'release' | 'consume'
  /**
   * After so many outcomes without an answer, one after the other, nothing is handed over for `openMs`; then one is tried.
   * @default 5 failures, 30 s
   */
  readonly breaker?: { readonly failures: number; readonly openMs: number }
  /**
   * For `queryable`: whether an attempt that the gateway does not know after `graceMs` is repeated without asking
   * anybody. What remains is a process that is paused for longer than all that between its last check and its write.
   * @default false
   */
  readonly resendAbsent?: boolean
  /**
   * For `queryable`: how long after an attempt it is looked up first, and how long `absent` proves nothing.
   * @default 60000
   */
  readonly graceMs?: number
  /**
   * How much longer than the gateway's timeout a lease lasts. An attempt that could not begin within four fifths of this
   * does not begin any more.
   * @default 15000
   */
  readonly leaseMarginMs?: number
  /**
   * For `keyed`: how long before the key's end it is not used any more.
   * @default a tenth of its lifetime
   */
  readonly keyMarginMs?: number
}

/** What is to become of an effect that is about to leave. */
export type BeforeSendVerdict =
  | 'go'
  /** Held until then, and checked again; without `until`, until somebody decides. */
  | { readonly hold: { readonly reason: string; readonly until?: Date } }
  /** Taken back for good. Its slots are free again. */
  | { readonly cancel: { readonly reason: string } }

export interface DispatcherOptions<Tx = unknown> {
  /**
   * By the name that an effect carries. Effects of other gateways are left alone; only an attempt whose lease has been
   * over for a minute is called unknown, whoever made it.
   */
  readonly gateways: Readonly<Record<string, GatewaySetup>>
  /** The limit that an effect stands under, to move it to the running period when its own is over. */
  readonly actionOf: (effect: EffectRecord) => { readonly action: string; readonly rule: PeriodRule }
  /**
   * Asked for every effect right before it leaves, inside the transaction that hands it over; answers in the same order.
   * Database work only: everybody who uses these gateways waits for it.
   */
  readonly beforeSend?: (tx: Tx, effects: readonly EffectRecord[]) => Promise<readonly BeforeSendVerdict[]>
  /** Opens a connection of its own for LISTEN, straight to the server. Without it the tables are looked at every `pollMs`. */
  readonly listen?: () => Promise<ListenConnection>
  /** Where the application remembers, outside of the database, how far it got. See `docs/effects.md`, "After a restore". */
  readonly marker?: Marker
  /**
   * Where `deliver` is called from a job queue: for how long that queue locks a job.
   *
   * @throws {DaylatchError} BAD_OPTION at once if that is not longer than a gateway's timeout
   */
  readonly queueLockMs?: number
  /** @default 1000 */
  readonly pollMs?: number
  /** Called whenever this dispatcher has moved effects, after the commit: to tell those who watch. Must not throw. */
  readonly onMoves?: () => void
  /** Told of everything that goes wrong with the database; the dispatcher goes on by itself. @default console.error */
  readonly onError?: (error: unknown) => void
}

/** What all parts of a dispatcher work with. */
export interface Context<Tx = unknown> {
  readonly db: Database<Tx>
  readonly options: DispatcherOptions<Tx>
  readonly onError: (error: unknown) => void
  readonly onMoves: () => void
}

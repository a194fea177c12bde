import type { EffectState } from '../states.ts'
import { isAllowedMove, isOpenState } from './allowed-moves.ts'

/** A move that is wanted for one effect, or with `to: null` a note in its history. */
export interface Move {
  readonly subject: string
  readonly id: string
  /** States that it may be made from; an effect found in another one stays as it is. */
  readonly from: readonly EffectState[]
  /** Only while this is the number of its latest attempt: fences off whoever works on an older one. */
  readonly attempt?: number | undefined
  /** `sending` begins an attempt: its number goes up by one. `null`: the state stays, and the event says so. */
  readonly to: EffectState | null
  /**
   * When something is to be done about it next. `never`: not before somebody decides.
   * @default at once for `pending` and `unknown`, `never` for `held`; a note leaves it as it is
   */
  readonly dueAt?: Date | 'never' | undefined
  /** The same, counted from the database's time of the move. Wanted for `sending`: its lease. */
  readonly dueInMs?: number | undefined
  /** One word for why; the effect carries it until its next move. */
  readonly reason: string
  /** `dispatcher`, `gateway`, or whoever decided. */
  readonly actor: string | null
  /** For whoever reads the history. */
  readonly detail?: Readonly<Record<string, unknown>> | undefined
  /** Attempt that the event is about, where it is not the latest. */
  readonly about?: number | undefined
  readonly set?:
    | {
        /** What the gateway calls it. */
        readonly gatewayRef?: string | undefined
        /** A receipt says otherwise than the state. */
        readonly contradicted?: true | undefined
      }
    | undefined
}

export type MoveOutcome =
  | {
      readonly applied: true
      readonly from: EffectState
      readonly state: EffectState
      /** Number of the latest attempt, after the move. */
      readonly attempt: number
      /** Number of the event that was written. */
      readonly seq: number
      /** The database's time of the move. */
      readonly at: Date
    }
  | {
      readonly applied: false
      /** How the effect stood instead; `null`: there is none of that id. */
      readonly found: { readonly state: EffectState; readonly attempt: number } | null
    }

/** @throws {TypeError} for a move that no state machine of ours makes: a defect of the caller */
export function assertPossible({ from, to, dueInMs }: Move): void {
  if (to === null) return
  for (const state of from) {
    if (!isAllowedMove(state, to)) throw new TypeError(`No effect moves from ${state} to ${to}`)
  }
  if (to === 'sending' && dueInMs === undefined) throw new TypeError('An attempt needs a lease: `dueInMs`')
}

/** What the column `due_at` becomes; `undefined` leaves it as it is. */
export function dueOf({ to, dueAt, dueInMs }: Move): { at: string | null; inMs: number | null } | undefined {
  if (to !== null && !isOpenState(to)) return { at: null, inMs: null }
  if (dueInMs !== undefined) return { at: null, inMs: dueInMs }
  if (dueAt !== undefined) return { at: dueAt === 'never' ? 'infinity' : dueAt.toISOString(), inMs: null }
  if (to === null) return undefined
  return to === 'held' ? { at: 'infinity', inMs: null } : { at: null, inMs: 0 }
}

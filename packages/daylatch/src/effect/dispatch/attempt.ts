import type { EffectRecord } from '../effect-record.ts'
import type { GatewayPlan } from './gateway-plan.ts'

/** An attempt that this process has begun: the effect is `sending` under this number until its lease is over. */
export interface Attempt {
  readonly plan: GatewayPlan
  /** As it was when it was taken. */
  readonly effect: EffectRecord
  readonly number: number
  /**
   * Whether an attempt before it ended without an answer. What becomes of this one then says nothing of that one: a
   * refusal leaves the effect unknown.
   */
  readonly isResend: boolean
  /** `performance.now()` from before the database was asked for it. */
  readonly sentAt: number
}

/** What became of a call, as far as this process knows. */
export type Outcome =
  | { readonly kind: 'accepted'; readonly gatewayRef: string | undefined; readonly detail: Detail }
  | {
      readonly kind: 'refused'
      readonly code: string
      readonly again: boolean
      /** Whether the gateway said so; else nothing was written to it. */
      readonly isAnswer: boolean
      readonly detail: Detail
    }
  | { readonly kind: 'unknown'; readonly reason: string; readonly detail: Detail }

export type Detail = Readonly<Record<string, unknown>>

/** Whether the gateway showed a sign of life. */
export function isAnswered(outcome: Outcome): boolean {
  return outcome.kind === 'accepted' || (outcome.kind === 'refused' && outcome.isAnswer)
}

/** Whether a write may still begin: the whole call has to fit into the lease. */
export function mayBegin({ sentAt, plan }: Attempt): boolean {
  return performance.now() - sentAt < plan.beginWithinMs
}

/** Whether the database may call the outcome unknown by now, by this process's own count of the time. */
export function isLeaseOver({ sentAt, plan }: Attempt): boolean {
  return performance.now() - sentAt >= plan.leaseMs
}

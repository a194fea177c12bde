import type { Session } from '../../drivers/database.ts'
import { atomically } from '../../drivers/atomically.ts'
import type { EffectRecord } from '../effect-record.ts'
import { applyMoves } from '../moves/apply-moves.ts'
import { type Allowance, chargeGateway, lockAllowance } from './allowance.ts'
import type { Attempt } from './attempt.ts'
import { findCandidates, type Wanted } from './candidates.ts'
import type { GatewayPlan } from './gateway-plan.ts'
import type { Context } from './options.ts'
import { weedOutPending, weedOutUnknown } from './weed-out.ts'

/** How long a take waits for the gateway's row, which everybody holds for a few statements only. */
export const TAKE_TIMEOUT_MS = 5000

/** The gateway's row is locked first, which changes nothing. */
const TAKING = { lockTimeoutMs: TAKE_TIMEOUT_MS, readsFirst: true }

export interface TakeOrder {
  /** Most that this process can begin. */
  readonly limit: number
  /** `unknown`: an attempt that ended without an answer is repeated. */
  readonly from: 'pending' | 'unknown'
  /** A certain effect, or whatever is due. */
  readonly wanted: Wanted
}

export interface Taken {
  readonly attempts: readonly Attempt[]
  /** How many attempts the gateway has seen in all, with these; `null` where none was begun. */
  readonly attemptsInAll: number | null
  /** Why nothing could be looked for, and when to try again. */
  readonly refusal: Allowance['refusal']
  /** Rows that were looked at. */
  readonly seen: number
  /** Whether those were as many as were asked for, so that there may be more. */
  readonly isFull: boolean
}

/**
 * Begins attempts: one short transaction that decides, under the lock of the gateway's row, how many and which. After
 * its commit they are ours, until the lease is over.
 *
 * @throws {DaylatchError} when the database fails: then no attempt of ours was begun, or none that is known to be, and
 * nothing may be written for it
 */
export async function take<Tx>(context: Context<Tx>, plan: GatewayPlan, order: TakeOrder): Promise<Taken> {
  const sentAt = performance.now()
  return await atomically<Taken, Tx>(context.db, TAKING, async (session) => {
    const allowance = await lockAllowance(session, plan)
    const nothing = { attempts: [], attemptsInAll: null, refusal: allowance.refusal, seen: 0, isFull: false }
    if (allowance.attempts === 0) return nothing
    const { from: state, wanted, limit } = order
    const found = await findCandidates(session, plan, allowance, { state, wanted, limit })
    if (found.length === 0) return nothing
    const leaving =
      state === 'pending'
        ? await weedOutPending(context, session, found)
        : await weedOutUnknown(context, session, plan, found, allowance.atMs)
    // Together: the rows of those that leave are locked, so all of them can be begun.
    const [begun, attemptsInAll] = await Promise.all([
      begin(session, plan, leaving, order),
      leaving.length === 0 ? null : chargeGateway(session, plan, allowance, leaving.length),
    ])
    const attempts = begun.map(({ effect, number }) => ({
      plan,
      effect,
      number,
      isResend: state === 'unknown',
      sentAt,
    }))
    const isFull = found.length >= Math.min(limit, allowance.attempts)
    return { attempts, attemptsInAll, refusal: null, seen: found.length, isFull }
  })
}

async function begin(
  session: Session,
  plan: GatewayPlan,
  effects: readonly EffectRecord[],
  { from }: TakeOrder,
): Promise<readonly { readonly effect: EffectRecord; readonly number: number }[]> {
  if (effects.length === 0) return []
  const outcomes = await applyMoves(
    session,
    effects.map((effect) => ({
      subject: effect.subject,
      id: effect.id,
      from: [from],
      attempt: effect.attempt,
      to: 'sending',
      dueInMs: plan.leaseMs,
      reason: from === 'pending' ? 'taken' : 'repeated',
      actor: 'dispatcher',
    })),
  )
  return effects.flatMap((effect, index) => {
    const outcome = outcomes[index]
    return outcome?.applied === true ? [{ effect, number: outcome.attempt }] : []
  })
}

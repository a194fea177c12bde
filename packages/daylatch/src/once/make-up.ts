import type { Database, Session } from '../drivers/database.ts'
import { badOption } from '../errors.ts'
import { pausePoint } from '../pause-points.ts'
import { periodAt, periodOf } from '../period/period-at.ts'
import type { Period } from '../period/period.ts'
import type { Action } from './action.ts'
import { assertRightOrder } from './claim-inside.ts'
import { type ClaimRecord, text, toClaimRecord, toDate } from './claim-record.ts'
import { bounds } from './make-up-allowance.ts'
import { takeOrReplay } from './make-up-key.ts'
import { chargeAndPay, type MakeUpPayment } from './make-up-payment.ts'
import type { MakeUpPlan } from './make-up-plan.ts'
import { type MadeUp, type MakeUpRefusal, type MakeUpResult, Refused } from './make-up-result.ts'
import { type MakeUpFacts, refusalByFacts, refusalByTime } from './make-up-rules.ts'
import { findFacts, lockLatch, readClock, recordMakeUp } from './make-up-statements.ts'
import { type Reward, settledReward } from './reward.ts'
import { type OwnCommitOptions, withOwnCommit } from './own-commit.ts'
import type { RequestKey } from './request-key.ts'

/** A wish to make a period up, checked at the door. */
export interface MakeUpWish {
  readonly subject: string
  readonly account: string
  readonly periodKey: string
  readonly notBefore: Date | undefined
  readonly key: RequestKey | undefined
}

/** One attempt of a wish, in one transaction. */
interface Attempt {
  readonly session: Session
  readonly action: Action
  readonly plan: MakeUpPlan
  readonly reward: Reward | null
  readonly wish: MakeUpWish
  readonly period: Period
  readonly claimId: string
}

/**
 * Claims a period that is over, in a transaction of its own or inside the caller's.
 *
 * Everything is decided under the lock of the subject's latch, by the time and the facts that are read after it was
 * granted. A refusal undoes all of the attempt, the latch that was made for the lock included.
 *
 * @throws {DaylatchError}
 */
export async function makeUp(
  db: Database,
  action: Action,
  wish: MakeUpWish,
  options: Omit<OwnCommitOptions, 'subject'>,
): Promise<MakeUpResult> {
  const plan = action.makeUp
  if (plan === null) throw badOption('makeUp', 'set where the action is defined', plan)
  const period = periodOf(action.rule, wish.periodKey)
  if (period === undefined) return { status: 'refused', rule: 'no-such-period', period: wish.periodKey }
  try {
    const reward = plan.paysReward ? settledReward(action.reward) : null
    return await withOwnCommit(db, { ...options, subject: wish.subject }, async (session, claimId) => {
      await assertRightOrder(db, session)
      const value = await decide({ session, action, plan, reward, wish, period, claimId })
      return { claimId: value.claim.id, value }
    })
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    return { status: 'refused', ...error.refusal }
  }
}

/** @throws {Refused} */
async function decide(attempt: Attempt): Promise<MadeUp> {
  const { session, action, plan, reward, wish, period, claimId } = attempt
  if (wish.key !== undefined) {
    const earlier = await takeOrReplay(session, action.name, wish.subject, claimId, wish.key)
    if (earlier !== undefined) return earlier
  }
  await lock(attempt)
  const now = await readTime(session)
  refuseIf(refusalByTime(plan, action.rule, period, now, wish.notBefore))
  refuseIf(refusalByFacts(plan, period, await readFacts(attempt, now)))
  const payee = { subject: wish.subject, account: wish.account, claimId }
  const payment = await chargeAndPay(session, payee, plan.cost, reward)
  const claim = await record(attempt, now, payment)
  const { cost } = payment
  return {
    status: 'made-up',
    claim,
    cost:
      cost === null
        ? null
        : { amount: -cost.amount, unit: cost.unit, account: cost.account, balance: cost.balance },
    balance: claim.reward?.balance ?? cost?.balance ?? null,
    replayed: false,
  }
}

async function lock({ session, action, wish, claimId }: Attempt): Promise<void> {
  await pausePoint('before-latch', [wish.subject])
  await session.query({ ...lockLatch, values: [action.name, wish.subject, claimId, wish.account] })
  await pausePoint('after-latch', [wish.subject])
}

async function readTime(session: Session): Promise<Date> {
  const [row] = (await session.query(readClock)).rows
  if (row === undefined) throw new TypeError('Expected one row from the clock')
  return toDate(row, 'at')
}

async function readFacts({ session, action, plan, wish, period }: Attempt, now: Date): Promise<MakeUpFacts> {
  const month = periodAt(plan.month, now)
  const { rows } = await session.query({
    ...findFacts,
    values: [action.name, wish.subject, period.key, ...bounds(period), ...bounds(month)],
  })
  const [row] = rows
  if (row === undefined) throw new TypeError('Expected one row of facts')
  return {
    inTheWay: row['claim_id'] == null ? undefined : toClaimRecord(row),
    usedThisMonth: Number(text(row, 'used')),
    month,
  }
}

async function record(
  { session, action, wish, period, claimId }: Attempt,
  now: Date,
  { reward }: MakeUpPayment,
): Promise<ClaimRecord> {
  const { name, rule } = action
  const claimed = [name, wish.subject, claimId, period.key, ...bounds(period), rule.zone, now.toISOString()]
  const paid = [reward?.unit ?? null, reward?.amount ?? null, reward?.seq ?? null, reward?.balance ?? null]
  const { rows } = await session.query({ ...recordMakeUp, values: [...claimed, wish.account, ...paid] })
  if (rows[0] === undefined) throw new TypeError('Expected the record of the make-up')
  return toClaimRecord(rows[0])
}

function refuseIf(refusal: MakeUpRefusal | undefined): void {
  if (refusal !== undefined) throw new Refused(refusal)
}

import { type MadeUp, type MakeUpRefused, periodAt, type PeriodRule } from 'daylatch'
import { Problem } from '../http/problem.ts'
import { type CheckInView, viewOf } from './rules.ts'

/** A day that was made up, as the API shows it: never with a rank, which belongs to those who were there. */
export interface MadeUpView extends CheckInView {
  readonly cost: number
}

/** `resetsAt` is the end of the day on which it was made up: a repeated answer must say the same on the next day. */
export function madeUpView({ claim, cost, balance }: MadeUp, rule: PeriodRule): MadeUpView {
  const { endsAt } = periodAt(rule, claim.claimedAt)
  return { ...viewOf(claim, endsAt, false), balance: balance ?? 0, cost: cost?.amount ?? 0 }
}

/** The answer where this site has no make-ups at all. */
export function noMakeUps(period: string): Problem {
  return new Problem(422, 'too-far-back', 'This site does not let missed days be made up.', {
    extra: { period },
  })
}

/** A rule's refusal as the API tells it: the code names the rule, and the facts it went by stand beside it. */
export function refusalOf(refused: MakeUpRefused, period: string, card: number): Problem {
  const refuse = (status: number, code: string, detail: string, extra: object = {}): Problem =>
    new Problem(status, code, detail, { extra: { period, ...extra } })
  switch (refused.rule) {
    case 'no-such-period':
      return refuse(422, 'no-such-day', 'There is no such day. Days are written YYYY-MM-DD.')
    case 'not-over': {
      const endsAt = refused.endsAt.toISOString()
      return refuse(422, 'not-over', 'This day is not over yet: check in for it when it comes.', { endsAt })
    }
    case 'too-far-back': {
      const { earliest, periodsBack: daysBack } = refused
      const detail = `Days can be made up for ${daysBack} days; the earliest now is ${earliest}.`
      return refuse(422, 'too-far-back', detail, { earliest, daysBack })
    }
    case 'before-start':
      return refuse(422, 'before-start', 'You were not a member on this day.')
    case 'overlaps': {
      const detail = `The check-in of ${refused.claim.period} covers part of this day already.`
      return refuse(422, 'overlaps', detail, { coveredBy: refused.claim.period })
    }
    case 'already-claimed': {
      const view = viewOf(refused.claim, refused.claim.endsAt, false)
      return refuse(409, 'already-checked-in', 'You have checked in for this day already.', view)
    }
    case 'no-allowance': {
      const { perMonth, usedThisMonth, renewsAt } = refused
      const detail = `All ${perMonth} days that can be made up in a month are used.`
      const facts = { perMonth, usedThisMonth, renewsAt: renewsAt.toISOString() }
      return refuse(409, 'no-allowance', detail, facts)
    }
    case 'insufficient': {
      const { needed, amount, held } = refused
      const detail = `Making this day up costs ${needed}; card ${card} has ${amount - held} to spend.`
      return refuse(402, 'insufficient-quota', detail, { card, needed, amount, held })
    }
  }
}

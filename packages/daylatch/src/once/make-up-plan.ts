import { badOption } from '../errors.ts'
import { assertWholeNumber } from '../options.ts'
import { month } from '../period/month.ts'
import type { MonthRule, PeriodRule } from '../period/period.ts'
import { assertReward, type Reward } from './reward.ts'

/** How a period that was missed can be claimed later. */
export interface MakeUpOptions {
  /** How many periods before the running one can be made up. */
  readonly periodsBack: number
  /** How many make-ups a subject has in each calendar month of the rule's zone, by the time at which they are made. */
  readonly perMonth: number
  /**
   * What a make-up costs, taken from the account that the reward goes to. 0 for nothing.
   * @default 0
   */
  readonly cost?: Reward | 0
  /**
   * Whether a make-up pays the action's reward. It never pays a streak bonus.
   * @default true
   */
  readonly paysReward?: boolean
}

/** The options, checked and complete. */
export interface MakeUpPlan {
  readonly periodsBack: number
  readonly perMonth: number
  readonly cost: Reward | null
  readonly paysReward: boolean
  /** The calendar by which allowances are counted. */
  readonly month: MonthRule
}

/** @throws {DaylatchError} BAD_OPTION */
export function checkMakeUp(options: MakeUpOptions, rule: PeriodRule): MakeUpPlan {
  if (typeof options !== 'object') throw badOption('makeUp', 'an object or null', options)
  const { periodsBack, perMonth, cost = 0, paysReward = true } = options
  if (rule.unit === 'ever')
    throw badOption('makeUp', 'null for the period ever, which is never over', options)
  assertWholeNumber('makeUp.periodsBack', periodsBack, 1, 366)
  assertWholeNumber('makeUp.perMonth', perMonth, 0, 100_000)
  if (cost !== 0) assertReward(cost, 'makeUp.cost')
  if (typeof paysReward !== 'boolean') throw badOption('makeUp.paysReward', 'true or false', paysReward)
  const calendar = month({ zone: rule.zone })
  return { periodsBack, perMonth, cost: cost === 0 ? null : cost, paysReward, month: calendar }
}

import { day, once, type Once, type OnceOptions } from '../../src/index.ts'
import type { Action } from '../../src/once/action.ts'
import { claimStatements } from '../../src/once/statements.ts'

/** The stories' check-in: once per day from 08:00 in Shanghai, 25 units of reading, ranked. */
export function checkInOnce(options: Partial<OnceOptions> = {}): Once {
  return once('check-in', {
    per: day({ zone: 'Asia/Shanghai', resetAt: '08:00' }),
    reward: { amount: 25, unit: 'reading' },
    rank: true,
    ...options,
  })
}

/** The same for tests that run a transaction of a claim by themselves. */
export function checkInAction(): Action {
  const kind = { rewarded: true, drawn: false, bonuses: false }
  return {
    name: 'check-in',
    rule: checkInOnce().rule,
    reward: { amount: 25, unit: 'reading' },
    bonuses: false,
    ranked: true,
    statements: claimStatements({ ...kind, ranking: 'now' }),
    insideStatements: claimStatements({ ...kind, ranking: 'later' }),
    makeUp: null,
  }
}

/** 10:00 in Shanghai on 22 November 2026, two hours into its day. */
export const morning = new Date('2026-11-22T02:00:00Z')
/** The next reset after {@link morning}. */
export const nextReset = new Date('2026-11-23T00:00:00Z')

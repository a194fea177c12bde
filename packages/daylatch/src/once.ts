import { makeSender, type Sending } from './effect/send/sender.ts'
import { once as limited, type Once as Limited } from './once/once.ts'
import type { OnceOptions } from './once/once-options.ts'

/** An action that may happen once per subject and period. Made by {@link once}. */
export interface Once extends Limited, Sending {}

/**
 * Defines an action that happens at most once per subject and period.
 *
 * One that sends has no reward, no rank and no make-ups that cost something: what it did can be released, and what was paid
 * for it could not be taken back.
 *
 * @example
 * const checkIn = once('check-in', { per: day({ zone: 'Asia/Shanghai', resetAt: '08:00' }), reward: { amount: 25, unit: 'reading' } })
 * const result = await checkIn.claim(fromPg(pool), 'member-7')
 *
 * const message = once('message', { per: day({ zone: 'Asia/Shanghai' }) })
 * await message.send(fromPg(pool), 'client:7', { gateway: 'sms', recipient: '+8613…', payload: { text: 'Hello' } })
 *
 * @throws {DaylatchError} BAD_OPTION
 */
export function once(name: string, options: OnceOptions): Once {
  const claiming = limited(name, options)
  const { lockTimeoutMs = 5000, patienceMs = 10_000 } = options
  const sending = makeSender(claiming, { lockTimeoutMs, patienceMs, refusal: whyNotSending(options) })
  return { ...claiming, ...sending }
}

function whyNotSending({ reward, rank, streakBonuses, makeUp }: OnceOptions): string | null {
  if (reward != null) return 'an action with a reward'
  if (streakBonuses === true) return 'an action with streak bonuses'
  if (rank === true) return 'an action with ranks'
  if (makeUp != null && makeUp.cost !== undefined && makeUp.cost !== 0)
    return 'an action whose make-ups cost something'
  return null
}

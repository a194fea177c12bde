import { opensAfter, periodAt, periodOf, periodsAround, type PeriodRule } from '../../../src/index.ts'

/** What is wrong with the periods around an instant, in words; `undefined` when they tile time there. */
export function faultAt(rule: PeriodRule, instant: Date): string | undefined {
  const { previous, running, next } = periodsAround(rule, instant)
  const failed = (what: string): string =>
    `${what}: ${JSON.stringify({ rule, instant, previous, running, next })}`
  if (previous === null || next === null) return failed('neighbours are missing')
  if (!(running.startsAt <= instant && instant < running.endsAt)) return failed('it is not in its period')
  if (previous.endsAt.getTime() !== running.startsAt.getTime()) return failed('gap or overlap before')
  if (next.startsAt.getTime() !== running.endsAt.getTime()) return failed('gap or overlap after')
  if (!(previous.key < running.key && running.key < next.key)) return failed('keys do not increase')
  if (new Set([previous, running, next].map(({ key }) => key.length)).size !== 1) return failed('key lengths')
  const last = periodAt(rule, new Date(running.endsAt.getTime() - 1))
  if (last.key !== running.key) return failed('its last instant is in another period')
  const named = periodOf(rule, running.key)
  if (JSON.stringify(named) !== JSON.stringify(running)) return failed('its key names another period')
  const opens = opensAfter(rule, { ...running, period: running.key })
  if (opens?.getTime() !== next.startsAt.getTime()) return failed('the slot does not open with the next')
  return undefined
}

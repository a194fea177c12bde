import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type ClientFacts, type VerdictQuestion, verdictOn } from '../../src/verdict/verdict.ts'

const NUMBER = '+12025550123'
const NOON = new Date('2026-11-22T17:00:00.000Z')
const NIGHT = new Date('2026-11-23T03:00:00.000Z')
const SEVEN = '2026-11-23T12:00:00.000Z'
const rules = { quietHours: { from: '21:00', to: '07:00' }, maxSegments: 6 }
const client: ClientFacts = { number: NUMBER, zone: 'America/New_York', optedOutAt: null }

function asked(over: Partial<VerdictQuestion>): ReturnType<typeof verdictOn> {
  return verdictOn({ client, text: 'Hello', rules, now: NOON, ...over })
}

const refused = (code: string) => ({ verdict: 'refuse', code })

test.each<[string, Partial<VerdictQuestion>, object]>([
  ['at noon', {}, { verdict: 'go' }],
  ['at night', { now: NIGHT }, { verdict: 'hold', reason: 'quiet-hours', until: new Date(SEVEN) }],
  ['at night without quiet hours', { now: NIGHT, rules: { ...rules, quietHours: null } }, { verdict: 'go' }],
  ['opted out', { client: { ...client, optedOutAt: NOON } }, refused('opted-out')],
  ['opted out at night', { now: NIGHT, client: { ...client, optedOutAt: NOON } }, refused('opted-out')],
  ['nobody', { client: null }, refused('unknown-client')],
  [
    'zone unknown',
    { client: { ...client, zone: null } },
    { verdict: 'hold', reason: 'zone-unknown', until: null },
  ],
  [
    'a zone that this runtime has forgotten',
    { client: { ...client, zone: 'Mars/Olympus' } },
    { verdict: 'hold', reason: 'zone-unknown', until: null },
  ],
  [
    'zone unknown, without quiet hours',
    { client: { ...client, zone: null }, rules: { ...rules, quietHours: null } },
    { verdict: 'go' },
  ],
  ['no number', { client: { ...client, number: '2025550123' } }, refused('invalid-number')],
  ['the number it was claimed for', { claimedFor: NUMBER }, { verdict: 'go' }],
  ['another number than it was claimed for', { claimedFor: '+12025550124' }, refused('number-changed')],
  ['six parts', { text: 'a'.repeat(918) }, { verdict: 'go' }],
  ['seven parts', { text: 'a'.repeat(919) }, refused('too-long')],
  ['the last moment of its period', { endsAt: new Date(NOON.getTime() + 1) }, { verdict: 'go' }],
  ['the end of its period', { endsAt: NOON }, refused('period-ended')],
])('%s', (_what, over, verdict) => {
  expect(asked(over)).toEqual(verdict)
})

test('nobody who has opted out is sent anything, whatever else is the case', () => {
  const zone = fc.constantFrom(null, 'America/New_York', 'Asia/Shanghai', 'nonsense')
  const number = fc.constantFrom(NUMBER, '+8613800138000', '', 'x')
  const quietHours = fc.constantFrom(null, rules.quietHours, { from: '00:00', to: '23:59' })
  fc.assert(
    fc.property(
      zone,
      number,
      quietHours,
      fc.string(),
      fc.date({ noInvalidDate: true }),
      (z, n, q, text, now) => {
        const facts = { number: n, zone: z, optedOutAt: NOON }
        const verdict = asked({
          client: facts,
          text,
          now,
          claimedFor: NUMBER,
          rules: { ...rules, quietHours: q },
        })
        expect(verdict).toEqual(refused('opted-out'))
      },
    ),
  )
})

test('what is held until a moment may leave at that moment, or is held again for a reason of then', () => {
  fc.assert(
    fc.property(
      fc.date({ min: new Date('2026-01-01'), max: new Date('2027-01-01'), noInvalidDate: true }),
      (now) => {
        const verdict = asked({ now })
        if (verdict.verdict !== 'hold' || verdict.until === null) return
        expect(verdict.until.getTime()).toBeGreaterThan(now.getTime())
        expect(asked({ now: verdict.until })).toEqual({ verdict: 'go' })
      },
    ),
  )
})

import { expect, test } from 'vitest'
import { type EffectWish, PAYLOAD_LIMIT } from '../../src/index.ts'
import { countingGateway } from '../support/counting-gateway.ts'
import { freshDatabase } from '../support/fresh-database.ts'
import { effectTally, messageOnce, text } from '../support/messages.ts'
import { outcomeOf } from '../support/outcome-of.ts'

const circle: Record<string, unknown> = {}
circle['again'] = circle

const bad: readonly (readonly [what: string, wish: Readonly<Record<string, unknown>>])[] = [
  ['no gateway', { gateway: undefined }],
  ['an empty gateway', { gateway: '' }],
  ['no recipient', { recipient: '' }],
  ['a recipient of 501 characters', { recipient: 'x'.repeat(501) }],
  ['no payload', { payload: undefined }],
  ['a Date in the payload', { payload: { at: new Date() } }],
  ['a hole in the payload', { payload: [1, undefined] }],
  ['NaN in the payload', { payload: { n: Number.NaN } }],
  ['a function in the payload', { payload: { run: () => 1 } }],
  ['a bigint in the payload', { payload: 1n }],
  ['a circle in the payload', { payload: circle }],
  ['NUL in the payload', { payload: { text: 'a\0b' } }],
  ['half a surrogate pair in a key of the payload', { payload: { '\ud800': 1 } }],
  ['a payload of more than 64 KiB', { payload: 'x'.repeat(PAYLOAD_LIMIT - 1) }],
  ['also as a string', { also: 'number:1' }],
  ['also with an empty subject', { also: [''] }],
  ['also with the subject itself', { also: ['client:7'] }],
  ['also with somebody twice', { also: ['number:1', 'number:1'] }],
  ['eight others', { also: Array.from({ length: 8 }, (_, n) => `number:${n}`) }],
  ['a wait without a reason', { wait: { forMs: 1 } }],
  ['a wait for two times', { wait: { reason: 'x', forMs: 1, until: new Date() } }],
  ['a wait of less than nothing', { wait: { reason: 'x', forMs: -1 } }],
  ['a wait until no date', { wait: { reason: 'x', until: new Date(Number.NaN) } }],
  ['a wait beyond the year 9999', { wait: { reason: 'x', until: new Date(8.64e15) } }],
  ['an empty actor', { actor: '' }],
]

test('what cannot be stored as it is is refused at the door, and nothing is written', async () => {
  const { db, pool } = await freshDatabase()
  const message = messageOnce()

  for (const [what, wish] of bad) {
    const wrong = { ...text('hello'), ...wish } as EffectWish
    expect([what, await outcomeOf(message.send(db, 'client:7', wrong))]).toEqual([what, 'BAD_OPTION'])
    expect([what, await outcomeOf(message.sendMany(db, [{ subject: 'client:7', ...wrong }]))]).toEqual([
      what,
      'BAD_OPTION',
    ])
  }
  expect(await outcomeOf(message.send(db, '', text('hello')))).toBe('BAD_OPTION')
  expect(await outcomeOf(message.send(db, 'client:7', null as unknown as EffectWish))).toBe('BAD_OPTION')
  expect(await effectTally(pool)).toEqual({ latches: 0, claims: 0, released: 0, effects: 0, events: 0 })
})

test.each([
  ['a reward', { reward: { amount: 1, unit: 'credit' } }],
  ['ranks', { rank: true }],
  ['streak bonuses', { reward: { amount: 1, unit: 'credit' }, streakBonuses: true }],
  ['make-ups that cost', { makeUp: { periodsBack: 1, perMonth: 1, cost: { amount: 1, unit: 'credit' } } }],
])('an action with %s does not send', async (_, options) => {
  const { db } = await freshDatabase()

  expect(await outcomeOf(messageOnce(options).send(db, 'client:7', text('hello')))).toBe('BAD_OPTION')
  expect(await outcomeOf(messageOnce(options).sendMany(db, []))).toBe('BAD_OPTION')
})

test('send with hold wants a gateway, and nothing to wait for', async () => {
  const { db } = await freshDatabase()
  const { gateway, arrivals } = await countingGateway()
  const message = messageOnce()
  const wait = { reason: 'undo' }

  const ends = await Promise.all([
    outcomeOf(message.send(db, 'client:7', text('hello'), { hold: true } as never)),
    outcomeOf(message.send(db, 'client:7', text('hello'), { hold: 'yes', gateway } as never)),
    outcomeOf(message.send(db, 'client:7', text('hello'), { hold: true, gateway, onFailed: 'x' } as never)),
    outcomeOf(message.send(db, 'client:7', text('hello', { wait }), { hold: true, gateway })),
  ])

  expect([ends, arrivals.length]).toEqual([Array.from({ length: 4 }, () => 'BAD_OPTION'), 0])
})

test('the largest payload, and everything that JSON can say, comes back as it was', async () => {
  const { db } = await freshDatabase()
  const payload = {
    text: '你好 👋 "\\u0000"',
    n: -1.5e-7,
    list: [true, null, [], {}],
    big: 'x'.repeat(65_000),
  }

  const { effect } = await messageOnce().send(db, 'client:7', text('', { payload }))

  expect(effect?.payload).toEqual(payload)
})

import { expect, test } from 'vitest'
import { checkRaceOptions } from '../../src/config/check-options.ts'
import { http, RaceError, type RaceOptions } from '../../src/index.ts'

const good = { actors: [() => 1, () => 2], invariant: 'select true' }

function refusal(options: object): string {
  try {
    checkRaceOptions(options as RaceOptions)
  } catch (error) {
    if (error instanceof RaceError) return `${error.code}: ${error.message}`
    throw error
  }
  return 'none'
}

test('what a race needs is actors and an invariant', () => {
  expect(refusal(good)).toBe('none')
  expect(refusal({ invariant: 'select true' })).toBe(
    'BAD_OPTION: Expected `actors` to be at least one actor, got undefined',
  )
  expect(refusal({ ...good, actors: [] })).toContain('`actors` to be at least one actor, got an array')
  expect(refusal({ actors: good.actors })).toBe(
    'BAD_OPTION: Expected `invariant` to be SQL or a function, got `null`',
  )
})

test.each([
  [
    { actors: ['POST /sign'] },
    '`actors[0]` to be a function, or made by actor(), http() or command(), got `POST /sign`',
  ],
  [{ bound: -1 }, "`bound` to be a whole number >= 0 or 'unbounded', got `-1` (number)"],
  [{ budget: { ms: 1.5 } }, '`budget.ms` to be a whole number >= 0, got `1.5` (number)'],
  [{ budget: 5 }, '`budget` to be an object with `schedules` and `ms`, got `5` (number)'],
  [{ reset: 'truncate' }, "`reset` to be 'restore', false or a function, got `truncate`"],
  [{ application: 'python3 app.py' }, '`application` to be a function that gets the address of the database'],
  [{ application: { command: 7 } }, '`application.command` to be a text, got `7` (number)'],
  [{ gateways: { sms: 'http://sms.example' } }, '`gateways.sms` to be a function, got an address'],
  [{ isReduced: 'no' }, '`isReduced` to be true or false, got `no`'],
  [{ reportTo: true }, '`reportTo` to be a folder or false, got `true` (boolean)'],
  [{ invariants: 'select true' }, 'got `invariants`'],
])('%j is refused', (wrong, message) => {
  expect(refusal({ ...good, ...wrong })).toContain(message)
})

test('a misspelt database address is refused without its password', () => {
  const message = refusal({ ...good, strangers: 'postgresql://me:secret@localhost/db' })

  expect(message).toBe("BAD_OPTION: Expected `strangers` to be 'pass' or 'hold', got an address")
})

test('a request is a form, JSON or a text, and not two of them', () => {
  expect(http('POST', '/sign', { form: { card_id: '1' } })).toEqual({
    kind: 'http',
    name: 'POST /sign',
    method: 'POST',
    path: '/sign',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'card_id=1',
  })
  expect(http('PUT', '/seat', { json: { row: 3 }, headers: { cookie: 'a=b' } })).toMatchObject({
    headers: { 'content-type': 'application/json', cookie: 'a=b' },
    body: '{"row":3}',
  })
  expect(() => http('POST', '/', { form: {}, json: {} })).toThrow(
    'Expected one of `form`, `json` and `body`, got several',
  )
})

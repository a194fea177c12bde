import { expect, test } from 'vitest'
import { problemsOfNewAccount, problemsOfSignIn } from '../../src/accounts/rules.ts'

const good = { name: '林晓', email: 'lin@example.com', password: 'eight888' }

test('a complete account has no problems', () => {
  expect(problemsOfNewAccount(good)).toEqual({})
  expect(problemsOfSignIn({ email: 'lin@example.com', password: 'x' })).toEqual({})
})

test.each([
  ['name', '   ', 'name-missing'],
  ['name', 'n'.repeat(81), 'name-long'],
  ['email', 'lin', 'email-odd'],
  ['email', 'lin @example.com', 'email-odd'],
  ['password', 'seven77', 'password-short'],
  ['password', 'p'.repeat(129), 'password-long'],
])('a new account with the %s %j is held back', (field, value, expected) => {
  expect(problemsOfNewAccount({ ...good, [field]: value })).toEqual({ [field]: expected })
})

test('the bounds themselves are fine', () => {
  expect(problemsOfNewAccount({ ...good, name: 'n'.repeat(80), password: 'p'.repeat(128) })).toEqual({})
})

test('an empty sign-in names both fields', () => {
  expect(problemsOfSignIn({})).toEqual({ email: 'email-odd', password: 'password-missing' })
})

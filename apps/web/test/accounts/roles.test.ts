import { expect, test } from 'vitest'
import { isAtLeast } from '../../src/accounts/roles.ts'

const roles = ['member', 'viewer', 'sender', 'editor', 'admin'] as const

test.each([
  ['viewer', [false, true, true, true, true]],
  ['sender', [false, false, true, true, true]],
  ['editor', [false, false, false, true, true]],
  ['admin', [false, false, false, false, true]],
] as const)('what is open to a %s is open to those above', (needed, expected) => {
  expect(roles.map((role) => isAtLeast(role, needed))).toEqual(expected)
})

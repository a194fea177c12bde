import { expect, test } from 'vitest'
import { isAtLeast, ROLES, type StaffRole } from '../src/accounts/roles.ts'

test.each<[StaffRole, readonly string[]]>([
  ['viewer', ['viewer', 'sender', 'editor', 'admin']],
  ['sender', ['sender', 'editor', 'admin']],
  ['editor', ['editor', 'admin']],
  ['admin', ['admin']],
])('what is open from %s on is open to %j', (atLeast, allowed) => {
  expect(ROLES.filter((role) => isAtLeast(role, atLeast))).toEqual(allowed)
})

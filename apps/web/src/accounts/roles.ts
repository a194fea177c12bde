import type { Member } from '../api/accounts.ts'

type Role = Member['role']

/** The roles of the staff. Each may do what the ones before it may. */
export type StaffRole = Exclude<Role, 'member'>

const inOrder: readonly Role[] = ['member', 'viewer', 'sender', 'editor', 'admin']

/** Whether somebody may do what is open to `atLeast`. What counts is the server's decision; this only answers sooner. */
export function isAtLeast(role: Role, atLeast: StaffRole): boolean {
  return inOrder.indexOf(role) >= inOrder.indexOf(atLeast)
}

import { Type } from 'typebox'

/** `member`: own check-ins. Staff: `viewer`, `sender`, `editor`, `admin`; they are members too. A person has one role. */
export const ROLES = ['member', 'viewer', 'sender', 'editor', 'admin'] as const

export type Role = (typeof ROLES)[number]

export const RoleSchema = Type.Enum([...ROLES])

export function isRole(value: unknown): value is Role {
  return ROLES.some((role) => role === value)
}

/** The roles of the staff. Each may do what the ones before it may. */
export type StaffRole = Exclude<Role, 'member'>

/** Whether a role may do what is open to `atLeast`: they stand in order, each above the ones before it. */
export function isAtLeast(role: Role, atLeast: StaffRole): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(atLeast)
}

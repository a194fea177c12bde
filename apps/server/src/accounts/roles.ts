import { Type } from 'typebox'

/** `member`: own check-ins. Staff: `viewer`, `sender`, `editor`, `admin`; they are members too. A person has one role. */
export const ROLES = ['member', 'viewer', 'sender', 'editor', 'admin'] as const

export type Role = (typeof ROLES)[number]

export const RoleSchema = Type.Enum([...ROLES])

export function isRole(value: unknown): value is Role {
  return ROLES.some((role) => role === value)
}

import { isAtLeast } from '../accounts/roles.ts'
import type { StaffRole } from '../accounts/roles.ts'
import { useMember } from '../accounts/use-session.ts'

/** Whether whoever is signed in may do what is open to this role. Not while nobody knows. */
export function useMay(atLeast: StaffRole): boolean {
  const member = useMember()
  return Boolean(member && isAtLeast(member.role, atLeast))
}

import type { Role } from './roles.ts'

/** Who a request comes from, as far as the hot routes need to know. */
export interface Person {
  readonly id: string
  readonly role: Role
  readonly sessionId: string
}

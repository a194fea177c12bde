/** A member as the staff sees one: the columns of {@link MEMBER_COLUMNS}. */
export interface MemberRow {
  readonly id: string
  readonly name: string
  readonly email: string
  readonly role: string
  readonly created_at: Date
  readonly banned_at: Date | null
  readonly deleted_at: Date | null
}

export const MEMBER_COLUMNS = 'id, name, email, role, created_at, banned_at, deleted_at'

import { type TSchema, Type } from 'typebox'
import { RoleSchema } from '../accounts/roles.ts'

export const Instant = Type.String({ format: 'date-time' })

export const IdSchema = Type.String({ minLength: 1, maxLength: 64, pattern: '^[A-Za-z0-9_-]+$' })

export const OrNull = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()])

/** For routes that take nothing; a body that says something is a mistake of the caller's. */
export const NoBody = Type.Union([Type.Null(), Type.Object({}, { additionalProperties: false })], {
  description: 'Nothing',
})

export const Cursor = Type.Optional(Type.String({ minLength: 1, maxLength: 100 }))

export const NextCursor = Type.Union([Type.String(), Type.Null()])

export const MemberSchema = Type.Object({
  id: Type.String(),
  name: Type.String(),
  email: Type.String(),
  role: RoleSchema,
  createdAt: Instant,
  bannedAt: OrNull(Instant),
  deletedAt: OrNull({
    ...Instant,
    description: 'When his data was deleted; the name and the address are gone',
  }),
})

export const MembersSchema = Type.Object({ items: Type.Array(MemberSchema), nextCursor: NextCursor })

export const RoleChangeSchema = Type.Object(
  { memberId: IdSchema, role: RoleSchema },
  { additionalProperties: false },
)

export const InvitationSchema = Type.Object({
  id: Type.String(),
  role: RoleSchema,
  email: OrNull(Type.String({ description: 'The only address that may use it' })),
  createdAt: Instant,
  createdBy: Type.String(),
  expiresAt: Instant,
  state: Type.Enum(['open', 'used', 'expired', 'revoked']),
  usedAt: OrNull(Instant),
  usedBy: OrNull(Type.String()),
})

export const LinkSchema = Type.Object({
  link: Type.String({ description: 'Shown this once; the token stands in its fragment' }),
  expiresAt: Instant,
})

export const ApiKeySchema = Type.Object({
  id: Type.String(),
  name: Type.String(),
  actions: Type.Array(Type.String()),
  createdAt: Instant,
  createdBy: Type.String(),
  lastUsedAt: OrNull({ ...Instant, description: 'To the hour' }),
  revokedAt: OrNull(Instant),
})

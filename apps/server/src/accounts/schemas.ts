import { Type } from 'typebox'
import { RoleSchema } from './roles.ts'

/** A name as others see it: one line without control characters. */
export const NameSchema = Type.String({ minLength: 1, maxLength: 80, pattern: '^[^\\p{Cc}]+$' })
export const EmailSchema = Type.String({ minLength: 3, maxLength: 254, pattern: '^[^\\s@]+@[^\\s@]+$' })
export const PasswordSchema = Type.String({ minLength: 8, maxLength: 128 })

export const RegistrationSchema = Type.Object(
  {
    name: NameSchema,
    email: EmailSchema,
    password: PasswordSchema,
    invitation: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 200,
        description: 'The token of an invitation, which gives the role',
      }),
    ),
  },
  { additionalProperties: false },
)

export const CredentialsSchema = Type.Object(
  { email: EmailSchema, password: Type.String({ minLength: 1, maxLength: 128 }) },
  { additionalProperties: false },
)

export const PasswordChangeSchema = Type.Object(
  { currentPassword: Type.String({ minLength: 1, maxLength: 128 }), newPassword: PasswordSchema },
  { additionalProperties: false },
)

export const UserSchema = Type.Object({
  id: Type.String(),
  name: Type.String(),
  email: Type.String(),
  role: RoleSchema,
  createdAt: Type.String({ format: 'date-time' }),
})

export const SignedInSchema = Type.Object({ user: UserSchema })

export const SessionSchema = Type.Union([
  Type.Object({
    session: Type.Object({ expiresAt: Type.String({ format: 'date-time' }) }),
    user: UserSchema,
    needsRefresh: Type.Optional(
      Type.Boolean({ description: 'POST to the same address to prolong the session' }),
    ),
  }),
  Type.Null(),
])

import { Type } from 'typebox'
import { problemWith } from '../http/problem.ts'

const Instant = Type.String({ format: 'date-time' })

export const ActionClaimSchema = Type.Object({
  action: Type.String(),
  subject: Type.String(),
  period: Type.String({ description: 'The hour (its start in UTC), day, ISO week, month, or `ever`' }),
  claimedAt: Instant,
  reward: Type.Integer({ description: 'What was paid; 0 for an action that pays nothing' }),
  unit: Type.Union([Type.String(), Type.Null()]),
  balance: Type.Union([Type.Integer(), Type.Null()], {
    description: "The subject's balance of that unit right after this claim",
  }),
  streak: Type.Integer(),
  rank: Type.Union([Type.Integer(), Type.Null()]),
  resetsAt: Type.Union([Instant, Type.Null()], { description: 'When the next slot opens; null: never' }),
})

/** The refusal: the problem, and the same fields of the claim that was first. */
export const AlreadyClaimedSchema = problemWith(ActionClaimSchema)

/** One line without control characters; compared byte by byte. */
export const SubjectSchema = Type.String({ minLength: 1, maxLength: 200, pattern: '^[^\\p{Cc}]+$' })

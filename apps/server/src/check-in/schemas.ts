import { Type } from 'typebox'
import { problemWith } from '../http/problem.ts'

const Instant = Type.String({ format: 'date-time' })

/** A committed check-in. `balance` is the card's balance right after it. */
export const CheckInSchema = Type.Object({
  period: Type.String({ description: 'The day, YYYY-MM-DD' }),
  claimedAt: Instant,
  reward: Type.Integer(),
  unit: Type.String(),
  card: Type.Integer({ description: 'The card that was paid' }),
  balance: Type.Integer({ description: "The card's balance right after this check-in" }),
  streak: Type.Integer({ description: 'Days in a row, this one included' }),
  rank: Type.Union([Type.Integer(), Type.Null()], { description: 'Place in the order of the day, from 1' }),
  resetsAt: { ...Instant, description: 'When the next check-in opens' },
})

/** The refusal: the problem, and the same fields of the check-in that was first. */
export const AlreadyCheckedInSchema = problemWith(CheckInSchema)

export const CheckInBodySchema = Type.Union(
  [
    Type.Null(),
    Type.Object(
      { card: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000, default: 1 })) },
      { additionalProperties: false },
    ),
  ],
  { description: 'Nothing, or the card to be paid' },
)

export const TodaySchema = Type.Object({
  checkedIn: Type.Boolean(),
  opensAt: { ...Instant, description: 'When a check-in is possible: in the past if it is now' },
  checkIn: Type.Union([CheckInSchema, Type.Null()]),
})

export const ListSchema = Type.Object({
  period: Type.String(),
  resetsAt: Instant,
  rule: Type.Object(
    {
      zone: Type.String({ description: 'IANA name' }),
      resetAt: Type.String({ description: 'HH:MM in that zone' }),
    },
    { description: "When the site's day begins" },
  ),
  items: Type.Array(
    Type.Object({
      rank: Type.Integer(),
      name: Type.String(),
      claimedAt: Instant,
      streak: Type.Integer(),
    }),
  ),
  nextCursor: Type.Union([Type.String(), Type.Null()]),
})

export const QuotaSchema = Type.Object({
  unit: Type.String(),
  cards: Type.Array(Type.Object({ card: Type.Integer(), amount: Type.Integer(), held: Type.Integer() })),
})

/** Story 1's answer. `code` is an addition of ours, and only there on refusals. */
export const SignAnswerSchema = Type.Object({
  status: Type.Union([Type.Literal(0), Type.Literal(1)]),
  message: Type.String(),
  code: Type.Optional(Type.String()),
})

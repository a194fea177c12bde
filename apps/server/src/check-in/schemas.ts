import { Type } from 'typebox'
import { CardNumberSchema } from '../cards/schemas.ts'
import { problemWith } from '../http/problem.ts'

const Instant = Type.String({ format: 'date-time' })

const RankSchema = Type.Union([Type.Integer(), Type.Null()], {
  description: 'Place in the order of the day, from 1; null where the site does not show it',
})

/** A committed check-in. `balance` is the card's balance right after it. */
export const CheckInSchema = Type.Object({
  period: Type.String({ description: 'The day, YYYY-MM-DD' }),
  claimedAt: Instant,
  reward: Type.Integer({ description: 'All that was paid' }),
  bonus: Type.Integer({ description: 'The part of the reward that was paid for the streak' }),
  unit: Type.String(),
  card: Type.Integer({ description: 'The card that was paid' }),
  balance: Type.Integer({ description: "The card's balance right after this check-in" }),
  streak: Type.Integer({ description: 'Days in a row, this one included' }),
  rank: RankSchema,
  resetsAt: { ...Instant, description: 'When the next check-in opens' },
})

/** The refusal: the problem, and the same fields of the check-in that was first. */
export const AlreadyCheckedInSchema = problemWith(CheckInSchema)

export const CheckInBodySchema = Type.Union(
  [Type.Null(), Type.Object({ card: Type.Optional(CardNumberSchema) }, { additionalProperties: false })],
  { description: 'Nothing, or the card to be paid' },
)

export const TodaySchema = Type.Object({
  checkedIn: Type.Boolean(),
  opensAt: { ...Instant, description: 'When a check-in is possible: in the past if it is now' },
  checkIn: Type.Union([CheckInSchema, Type.Null()]),
})

export const ListItemSchema = Type.Object({
  rank: RankSchema,
  name: Type.String(),
  claimedAt: Instant,
  streak: Type.Integer(),
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
  items: Type.Array(ListItemSchema),
  nextCursor: Type.Union([Type.String(), Type.Null()]),
})

/** Story 1's answer. `code` is an addition of ours, and only there on refusals. */
export const SignAnswerSchema = Type.Object({
  status: Type.Union([Type.Literal(0), Type.Literal(1)]),
  message: Type.String(),
  code: Type.Optional(Type.String()),
})

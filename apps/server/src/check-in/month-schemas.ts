import { Type } from 'typebox'
import { CardNumberSchema } from '../cards/schemas.ts'
import { problemWith } from '../http/problem.ts'
import { CheckInSchema } from './schemas.ts'

const maybeInteger = Type.Union([Type.Integer(), Type.Null()])

export const MonthSchema = Type.Object({
  month: Type.String({ description: 'YYYY-MM' }),
  zone: Type.String(),
  resetAt: Type.String({ description: 'HH:MM in that zone' }),
  today: Type.String({ description: 'The running day' }),
  streak: Type.Integer({ description: 'Days in a row up to now; 0 when it is broken' }),
  claims: Type.Integer({ description: 'All check-ins ever, made-up ones included' }),
  makeUp: Type.Union([
    Type.Object({
      daysBack: Type.Integer(),
      perMonth: Type.Integer(),
      left: Type.Integer({ description: 'How many are left in the running month' }),
      cost: Type.Integer(),
      unit: Type.String(),
    }),
    Type.Null(),
  ]),
  days: Type.Array(
    Type.Object({
      period: Type.String(),
      state: Type.Enum(['claimed', 'made-up', 'missed', 'open', 'ahead', 'before-start']),
      reward: maybeInteger,
      bonus: { ...maybeInteger, description: 'The part of the reward that was paid for the streak' },
      rank: maybeInteger,
      claimedAt: Type.Union([Type.String({ format: 'date-time' }), Type.Null()]),
      canMakeUp: Type.Boolean(),
    }),
  ),
})

export const MonthQuerySchema = Type.Object(
  { month: Type.Optional(Type.String({ pattern: '^(19[7-9][0-9]|20[0-9]{2})-(0[1-9]|1[0-2])$' })) },
  { additionalProperties: false },
)

export const MakeUpBodySchema = Type.Object(
  {
    period: Type.String({ minLength: 1, maxLength: 40, description: 'The missed day, YYYY-MM-DD' }),
    card: Type.Optional(CardNumberSchema),
  },
  { additionalProperties: false },
)

export const MadeUpSchema = Type.Object({ ...CheckInSchema.properties, cost: Type.Integer() })

/** The refusal: the problem, with what is known of the rule that refused. */
export const MakeUpRefusedSchema = problemWith(Type.Partial(CheckInSchema))

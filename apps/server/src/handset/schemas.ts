import { Type } from 'typebox'
import { Instant, NextCursor } from '../admin/schemas.ts'
import { MODES, MOST_SECONDS, USUAL } from './protocol.ts'

export const HandsetMessagesQuery = Type.Object(
  {
    number: Type.Optional(
      Type.String({
        pattern: '^\\+[1-9][0-9]{1,30}$',
        description: 'Of one telephone, such as +8613800000000',
      }),
    ),
    // A copy of `Cursor` by spreading would lose that it is optional.
    cursor: Type.Optional(Type.String({ pattern: '^[0-9]{1,15}$' })),
  },
  { additionalProperties: false },
)

export const HandsetMessagesSchema = Type.Object({
  items: Type.Array(
    Type.Object({
      id: Type.String(),
      number: Type.String(),
      text: Type.String(),
      attemptId: Type.String({ description: 'Ours: the id of the message, and the number of the attempt' }),
      arrivedAt: Instant,
      receipt: Type.Enum(['none', 'waiting', 'sent', 'given-up'], {
        description: 'What became of its delivery receipt; `none` if nobody asked for one',
      }),
    }),
  ),
  nextCursor: NextCursor,
})

const mode = Type.Enum([...MODES], {
  description:
    '`stall` answers after `seconds`; `accept-and-close` takes the message and closes the connection without an ' +
    'answer; `late-receipt` sends the delivery receipt after `seconds`, `double-receipt` twice',
})

export const BehaviourSchema = Type.Object({ mode, seconds: Type.Number() })

export const BehaviourChangeSchema = Type.Object(
  {
    mode,
    seconds: Type.Optional(Type.Number({ minimum: 0, maximum: MOST_SECONDS, default: USUAL.seconds })),
  },
  { additionalProperties: false },
)

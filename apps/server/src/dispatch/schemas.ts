import { Type } from 'typebox'
import { Instant, OrNull } from '../admin/schemas.ts'
import { OnFailedSchema } from '../messages/schemas.ts'

const count = Type.Integer({ minimum: 0 })

export const GatewayStateSchema = Type.Object({
  name: Type.String(),
  kind: OrNull(Type.String({ description: 'null where it is `missing`' })),
  class: OrNull(
    Type.Enum(['keyed', 'queryable', 'callback', 'blind'], {
      description: 'What can be done about a message of which nobody knows whether it arrived',
    }),
  ),
  state: Type.Enum(['working', 'paused', 'open', 'missing'], {
    description:
      '`open`: it has given no answer several times, and is let alone for a while. `missing`: messages are left for it, ' +
      'and the configuration does not name it',
  }),
  onFailed: OnFailedSchema,
  reason: OrNull(Type.String({ description: 'Why it is paused' })),
  pausedAt: OrNull(Instant),
  until: OrNull({ ...Instant, description: 'When a message is tried again where it is `open`' }),
  waiting: Type.Object(
    { pending: count, held: count, sending: count, unknown: count },
    { description: 'Messages that something is still to be done about, by state' },
  ),
})

export const GatewayStatesSchema = Type.Array(GatewayStateSchema)

export const GatewayParamsSchema = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 64, pattern: '^[A-Za-z0-9_-]+$' }),
})

export const GatewayDecisionSchema = Type.Object(
  { reason: Type.String({ minLength: 1, maxLength: 500, pattern: '\\S' }) },
  { additionalProperties: false },
)

import { effectStates } from 'daylatch'
import { Type } from 'typebox'
import { Cursor, Instant, NextCursor, OrNull } from '../admin/schemas.ts'
import { MessagesOfClient } from '../messages/schemas.ts'
import { LONGEST_NAME } from './rules.ts'

export const ClientId = Type.String({
  pattern: '^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$',
  maxLength: 36,
})

export const ByClient = Type.Object({ id: ClientId }, { additionalProperties: false })

const Name = Type.String({ minLength: 1, maxLength: LONGEST_NAME, pattern: '^[^\\p{Cc}]+$' })

const GivenNumber = Type.String({
  minLength: 1,
  maxLength: 64,
  description: 'International, with + and country code; kept as E.164',
})

const GivenZone = Type.String({
  minLength: 1,
  maxLength: 64,
  description: 'IANA name, such as Asia/Shanghai',
})

export const ClientFields = {
  id: Type.String(),
  name: Type.String(),
  number: Type.String({ description: 'E.164' }),
  zone: OrNull(Type.String({ description: 'IANA time zone; null where nobody knows it' })),
  zoneSource: OrNull(
    Type.Enum(['number', 'set'], { description: "The number's region, or somebody of the staff" }),
  ),
  optedOut: OrNull(Type.Object({ at: Instant, source: Type.Enum(['staff', 'import', 'reply', 'gateway']) })),
  createdAt: Instant,
  version: Type.Integer({ description: 'Grows with every change' }),
}

const SharedWith = Type.Integer({ description: 'How many other clients have this number' })

export const ClientSchema = Type.Object({ ...ClientFields, sharedWith: SharedWith })

/** A client with the slot of the running day, the limit's rule, and the messages. */
export const ClientPageSchema = Type.Object({ ...ClientSchema.properties, ...MessagesOfClient })

export const ListedClientSchema = Type.Object({
  ...ClientFields,
  latest: OrNull(
    Type.Object(
      {
        id: Type.String(),
        state: Type.Enum([...effectStates]),
        askedAt: Instant,
        sentBy: OrNull(Type.Object({ id: Type.String(), name: Type.String() })),
        period: Type.String(),
      },
      { description: 'The last message that was asked for' },
    ),
  ),
})

export const ClientsSchema = Type.Object({ items: Type.Array(ListedClientSchema), nextCursor: NextCursor })

export const ClientsQuery = Type.Object(
  {
    search: Type.Optional(Type.String({ maxLength: 100, description: 'Part of a name or of a number' })),
    cursor: Cursor,
  },
  { additionalProperties: false },
)

export const NewClientSchema = Type.Object(
  { name: Name, number: GivenNumber, zone: Type.Optional(GivenZone) },
  { additionalProperties: false },
)

export const ClientChangeSchema = Type.Object(
  {
    name: Type.Optional(Name),
    number: Type.Optional(GivenNumber),
    zone: Type.Optional(OrNull({ ...GivenZone, description: "IANA name; null: the number's, or unknown" })),
    optedOut: Type.Optional(Type.Boolean()),
    version: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 2_147_483_647,
        description:
          'The version that was seen; wanted where an opt-out is taken back along with other changes',
      }),
    ),
  },
  { additionalProperties: false },
)

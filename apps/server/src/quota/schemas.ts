import { Type } from 'typebox'

export const QuotaSchema = Type.Object({
  unit: Type.String(),
  cards: Type.Array(Type.Object({ card: Type.Integer(), amount: Type.Integer(), held: Type.Integer() })),
})

export const EntrySchema = Type.Object({
  seq: Type.Integer({ description: 'Number of the change on this card, from 1, without gaps' }),
  kind: Type.Enum(['reward', 'make-up', 'make-up-cost', 'grant', 'spend', 'settle', 'correction']),
  amount: Type.Integer({ description: 'Negative where the card paid' }),
  balance: Type.Integer({ description: "The card's balance right after" }),
  at: Type.String({ format: 'date-time' }),
  reason: Type.Union([Type.String(), Type.Null()]),
  period: Type.Union([Type.String(), Type.Null()], {
    description: 'The day of the check-in that it belongs to',
  }),
  article: Type.Union([Type.String(), Type.Null()], { description: 'Slug of the article that was read' }),
})

export const EntriesSchema = Type.Object({
  unit: Type.String(),
  card: Type.Integer(),
  items: Type.Array(EntrySchema, { description: 'Newest first' }),
  nextCursor: Type.Union([Type.String(), Type.Null()]),
})

/** A card's number as an address has it. */
const CardInQuery = Type.String({ pattern: '^[1-9][0-9]{0,5}$', default: '1' })

export const EntriesQuerySchema = Type.Object(
  { card: Type.Optional(CardInQuery), cursor: Type.Optional(Type.String({ maxLength: 100 })) },
  { additionalProperties: false },
)

export const CsvQuerySchema = Type.Object(
  { card: Type.Optional(CardInQuery) },
  { additionalProperties: false },
)

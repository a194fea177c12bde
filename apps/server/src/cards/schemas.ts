import { Type } from 'typebox'
import { NameSchema } from '../accounts/schemas.ts'

/** A card's number as JSON has it; 1 where it is left out. */
export const CardNumberSchema = Type.Integer({ minimum: 1, maximum: 1_000_000, default: 1 })

export const CardSchema = Type.Object({
  card: Type.Integer({ description: 'Its number, from 1' }),
  name: Type.Union([Type.String(), Type.Null()], { description: 'What the member calls it, if anything' }),
  amount: Type.Integer({ description: 'What is on it, held amounts included' }),
  held: Type.Integer({ description: 'The part that is set aside for something under way' }),
})

export const CardsSchema = Type.Object({ unit: Type.String(), cards: Type.Array(CardSchema) })

export const NewCardSchema = Type.Union(
  [Type.Null(), Type.Object({ name: Type.Optional(NameSchema) }, { additionalProperties: false })],
  { description: 'Nothing, or what the card is to be called' },
)

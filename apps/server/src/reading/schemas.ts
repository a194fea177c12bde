import { Type } from 'typebox'
import { CardNumberSchema } from '../cards/schemas.ts'
import { problemWith } from '../http/problem.ts'

const Language = Type.Union([Type.Literal('en'), Type.Literal('zh'), Type.Null()], {
  description: "The text's language, if its file says one. `Accept-Language` chooses among several.",
})

export const ArticlesSchema = Type.Object({
  unit: Type.String(),
  items: Type.Array(
    Type.Object({
      slug: Type.String(),
      language: Language,
      title: Type.String(),
      summary: Type.String(),
      price: Type.Integer({ description: 'What the first reading costs; later ones are free' }),
      read: Type.Boolean({ description: 'Whether the member who asks has read it' }),
      minutes: Type.Integer({ description: 'How long reading takes, roughly' }),
    }),
  ),
})

export const SlugSchema = Type.Object({ slug: Type.String({ minLength: 1, maxLength: 200 }) })

export const ReadBodySchema = Type.Union(
  [Type.Null(), Type.Object({ card: Type.Optional(CardNumberSchema) }, { additionalProperties: false })],
  { description: 'Nothing, or the card that pays' },
)

export const ReadSchema = Type.Object({
  slug: Type.String(),
  language: Language,
  title: Type.String(),
  html: Type.String({ description: 'The text, made from Markdown in which HTML is not allowed' }),
  price: Type.Integer(),
  charged: Type.Integer({ description: 'What this reading cost: the price, or 0 if it was paid before' }),
  balance: Type.Integer({ description: "The card's balance right after" }),
})

/** The refusal: the problem, and what was needed of which card. */
export const InsufficientQuotaSchema = problemWith(
  Type.Object({
    card: Type.Integer(),
    needed: Type.Integer(),
    amount: Type.Integer({ description: 'What is on the card, held amounts included' }),
    held: Type.Integer(),
  }),
)

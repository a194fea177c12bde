import { type EffectState, effectStates } from 'daylatch'
import { type TSchema, Type } from 'typebox'
import { problemWith } from '../http/problem.ts'

const Instant = Type.String({ format: 'date-time' })

export const UUID = '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$'

export const IdParams = Type.Object(
  { id: Type.String({ pattern: UUID, description: 'In small letters' }) },
  { additionalProperties: false },
)

export const StateSchema = Type.Enum([...effectStates] as EffectState[])

function orNull(schema: TSchema, description: string) {
  return Type.Union([schema, Type.Null()], { description })
}

const PersonSchema = Type.Object({ id: Type.String(), name: Type.String() })

export const OnFailedSchema = Type.Enum(['release', 'consume'], {
  description: 'Whether a message that certainly failed gives its slot back, or uses it up',
})

export const RuleSchema = Type.Object(
  {
    per: Type.Literal('day'),
    zone: Type.Union([Type.String(), Type.Null()], {
      description: "By whose clocks days are counted; null: by the client's, and nobody knows them",
    }),
    resetAt: Type.String({ description: 'HH:MM at which the day begins there' }),
    sentence: Type.String({
      description: 'The rule in words, in the language that Accept-Language asks for',
    }),
    onFailed: OnFailedSchema,
  },
  { description: 'How often a client, and a number, gets a message' },
)

export const MessageSchema = Type.Object({
  id: Type.String(),
  client: Type.Object({ id: Type.String(), name: Type.String() }),
  number: Type.String({ description: 'To which number it was claimed for; it goes to no other' }),
  text: Type.String(),
  segments: Type.Integer({ description: 'In how many parts it is sent' }),
  state: StateSchema,
  reason: Type.Union([Type.String(), Type.Null()], { description: 'One word for why it is in this state' }),
  gateway: Type.String(),
  sentBy: Type.Union([PersonSchema, Type.Null()], { description: 'Who asked for it, by the name of today' }),
  askedAt: Instant,
  dueAt: Type.Union([Instant, Type.Null()], {
    description: 'When something is done about it next; null: through, or until somebody decides',
  }),
  attempt: Type.Integer({ description: 'How often it was handed to the gateway' }),
  period: Type.String({ description: 'The day whose slot it takes' }),
  zone: Type.String({ description: 'By whose clocks that day was counted' }),
  contradicted: Type.Boolean({
    description: 'Whether a receipt of the gateway says otherwise than the state',
  }),
  may: Type.Object(
    { cancel: Type.Boolean(), lookUp: Type.Boolean(), resolve: Type.Boolean() },
    { description: 'What whoever asks may do about it now' },
  ),
})

const EventSchema = Type.Object({
  seq: Type.Integer(),
  at: Instant,
  from: Type.Union([StateSchema, Type.Null()]),
  to: StateSchema,
  attempt: Type.Integer(),
  actor: Type.Union([PersonSchema, Type.Null()]),
  by: Type.Enum(['person', 'dispatcher', 'gateway']),
  reason: Type.String(),
  detail: Type.Record(Type.String(), Type.Unknown()),
})

const ReceiptSchema = Type.Object({
  at: Instant,
  status: Type.Enum(['accepted', 'delivered', 'undelivered']),
  code: Type.Union([Type.String(), Type.Null()]),
  attempt: Type.Integer(),
  times: Type.Integer({ description: 'How often it came' }),
  verdict: Type.Enum(['moved', 'noted', 'contradicts']),
})

export const MessageWithHistorySchema = Type.Object({
  ...MessageSchema.properties,
  events: Type.Array(EventSchema, { description: 'Every move, the oldest first' }),
  receipts: Type.Array(ReceiptSchema),
})

export const MessagesSchema = Type.Object({
  items: Type.Array(MessageSchema),
  nextCursor: Type.Union([Type.String(), Type.Null()]),
  counts: Type.Object(Object.fromEntries(effectStates.map((state) => [state, Type.Integer()])), {
    description: 'Messages of the whole site by state; each is counted up to 10000',
  }),
})

const opensAt = { ...Instant, description: 'When the next slot opens' }

export const SentSchema = Type.Object({ message: MessageSchema, rule: RuleSchema, opensAt })

/** The refusal with the winner's record: who, when, what, and when the next slot opens. */
export const AlreadyMessagedSchema = problemWith(
  Type.Object({
    message: orNull(MessageSchema, 'The message that has the slot'),
    limitedBy: Type.Enum(['client', 'number'], { description: 'Whose slot is taken' }),
    opensAt,
    rule: RuleSchema,
  }),
)

export const LookedUpSchema = Type.Object({
  ...MessageSchema.properties,
  finding: Type.Enum(['accepted', 'delivered', 'undelivered', 'absent', 'unclear'], {
    description: 'What the gateway said. `absent` and `unclear` leave the outcome open',
  }),
})

export const NotInStateSchema = problemWith(Type.Object({ message: MessageSchema }))

export const SlotSchema = Type.Object({
  open: Type.Boolean({ description: 'Whether a message sent now would be let in' }),
  opensAt: Type.Union([Instant, Type.Null()], {
    description:
      "When it opens, or opened; null: days are counted by the client's clocks, and nobody knows them",
  }),
  limitedBy: Type.Union([Type.Enum(['client', 'number']), Type.Null()]),
  message: orNull(MessageSchema, 'The message that has the slot'),
})

/** What the page of a client shows of messages. */
export const MessagesOfClient = {
  slot: SlotSchema,
  rule: RuleSchema,
  messages: Type.Array(MessageSchema, {
    description: 'The latest first; the others are in GET /api/messages?client=',
  }),
  nextCursor: Type.Union([Type.String(), Type.Null()]),
}

// What is left of the control characters is a line break, a tab and a carriage return.
const PRINTABLE = '^(?=[^]*[^\\p{C}\\p{Z}])[^\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f]*$'

export const SendBody = Type.Object(
  {
    text: Type.String({
      minLength: 1,
      maxLength: 20_000,
      pattern: PRINTABLE,
      description: 'Not blank, and without control characters but line breaks and tabs',
    }),
  },
  { additionalProperties: false },
)

const Words = { maxLength: 500, pattern: '[^\\p{C}\\p{Z}]' }

export const CancelBody = Type.Union(
  [
    Type.Null(),
    Type.Object(
      { reason: Type.Optional(Type.String({ ...Words, minLength: 1 })) },
      { additionalProperties: false },
    ),
  ],
  { description: 'Nothing, or why' },
)

export const LookUpBody = Type.Union([Type.Null(), Type.Object({}, { additionalProperties: false })], {
  description: 'Nothing',
})

const verdict = Type.Enum(['sent', 'not-sent'], { description: 'What was found out' })
const reason = Type.String({
  ...Words,
  minLength: 1,
  description: 'How it was found out; kept in the history',
})

export const ResolveBody = Type.Object(
  {
    verdict,
    reason,
    attempt: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 2_147_483_647,
        description: 'The attempt that was judged: refused if another one has begun since',
      }),
    ),
  },
  { additionalProperties: false },
)

export const ResolveManyBody = Type.Object(
  {
    ids: Type.Array(Type.String({ pattern: UUID }), { minItems: 1, maxItems: 200 }),
    verdict,
    reason,
  },
  { additionalProperties: false },
)

export const ResolvedManySchema = Type.Object({
  resolved: Type.Array(Type.String()),
  refused: Type.Array(
    Type.Object({
      id: Type.String(),
      code: Type.Enum(['unknown-message', 'not-in-state', 'busy']),
      state: Type.Union([StateSchema, Type.Null()]),
    }),
  ),
})

import { type Static, Type } from 'typebox'
import { GATEWAY_NAME, GatewaySchema } from './gateway-schemas.ts'

/*
 * `expected` is what an error message says of a value that does not fit, after "expected". It is an annotation:
 * validators of JSON Schema ignore keywords that they do not know.
 */

const CLOCK_TIME = '^([01][0-9]|2[0-3]):[0-5][0-9]$'

function clockTime(description: string, defaultValue?: string) {
  return Type.String({
    pattern: CLOCK_TIME,
    ...(defaultValue === undefined ? {} : { default: defaultValue }),
    description,
    expected: 'HH:MM between 00:00 and 23:59',
  })
}

function wholeNumber(description: string, minimum: number, maximum: number, defaultValue?: number) {
  return Type.Integer({
    minimum,
    maximum,
    ...(defaultValue === undefined ? {} : { default: defaultValue }),
    description,
    expected: `a whole number from ${minimum} to ${maximum}`,
  })
}

const unit = Type.String({
  pattern: '^[\\p{L}\\p{N}][\\p{L}\\p{N}_-]{0,31}$',
  expected: '1 to 32 letters, digits, - or _',
})

const CheckInSchema = Type.Object(
  {
    resetAt: clockTime('Local time at which the day of the check-in begins', '08:00'),
    reward: wholeNumber('What a check-in pays', 1, 1_000_000_000, 25),
    unit: {
      ...unit,
      default: 'reading',
      description: 'What is paid; `reading` is shown as reading quota (阅读额度)',
    },
    rank: Type.Boolean({
      default: true,
      description: 'Whether check-ins of a day are numbered in the order in which they happened',
      expected: 'true or false',
    }),
    random: Type.Union(
      [
        Type.Null(),
        Type.Object(
          { min: wholeNumber('Least', 1, 1_000_000_000), max: wholeNumber('Most', 1, 1_000_000_000) },
          { additionalProperties: false },
        ),
      ],
      {
        default: null,
        description: 'A reward drawn at random instead of `reward`',
        expected: 'null or {"min": 10, "max": 40}',
      },
    ),
    streakBonuses: Type.Array(
      Type.Object(
        {
          days: wholeNumber('Length of the streak', 2, 10_000),
          bonus: wholeNumber('What is added', 1, 1_000_000_000),
        },
        { additionalProperties: false },
      ),
      { default: [], maxItems: 100, expected: 'a list of {"days": 7, "bonus": 10}' },
    ),
    makeUp: Type.Object(
      {
        daysBack: wholeNumber('How many days back a missed day can be made up', 0, 366, 7),
        perMonth: wholeNumber('How many can be made up in a month', 0, 31, 3),
        cost: wholeNumber('What one costs', 0, 1_000_000_000, 0),
      },
      {
        additionalProperties: false,
        default: {},
        expected: 'an object such as {"daysBack": 7, "perMonth": 3, "cost": 0}',
      },
    ),
  },
  { additionalProperties: false, default: {}, expected: 'an object' },
)

const MessagesSchema = Type.Object(
  {
    resetAt: clockTime('Local time at which the day of a message begins', '00:00'),
    zone: Type.Enum(['application', 'client'], {
      default: 'application',
      description: 'Whose zone counts',
      expected: 'one of "application", "client"',
    }),
    undoSeconds: wholeNumber('How long a message can be taken back', 0, 3600, 8),
    quietHours: Type.Union(
      [
        Type.Null(),
        Type.Object({ from: clockTime('Begin'), to: clockTime('End') }, { additionalProperties: false }),
      ],
      { default: null, expected: 'null or {"from": "21:00", "to": "08:00"}' },
    ),
    maxSegments: wholeNumber('Longest message, in the parts that it is sent in', 1, 20, 6),
    gateway: Type.String({
      minLength: 1,
      maxLength: 64,
      default: 'handset',
      expected: 'the name of one of "gateways"',
    }),
    gateways: Type.Record(Type.String({ pattern: GATEWAY_NAME }), GatewaySchema, {
      additionalProperties: false,
      default: { handset: { kind: 'handset' } },
      expected: 'an object of gateways by name: a small letter, then up to 31 small letters, digits and -',
    }),
    onFailed: Type.Enum(['release', 'consume'], {
      default: 'release',
      description: 'What a definite failure does with the slot',
      expected: 'one of "release", "consume"',
    }),
    retries: wholeNumber('How often a definite refusal is tried again', 0, 100, 3),
    resendAbsent: Type.Boolean({
      default: false,
      description:
        'Whether a message that the gateway does not know when it is asked is sent again by itself. It can then arrive twice, if a process was stopped for longer than the grace time',
      expected: 'true or false',
    }),
  },
  { additionalProperties: false, default: {}, expected: 'an object' },
)

const ActionSchema = Type.Object(
  {
    per: Type.Enum(['hour', 'day', 'week', 'month', 'ever'], {
      description: 'The period in which it can be claimed once for a subject',
      expected: 'one of "hour", "day", "week", "month", "ever"',
    }),
    resetAt: Type.Optional(
      clockTime('Local time at which the period begins; for hours 00 and the minute', '00:00'),
    ),
    zone: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 64,
        description: 'IANA time zone of this action; without one the `zone` of the site',
        expected: 'an IANA time zone that this runtime knows, such as "Asia/Shanghai"',
      }),
    ),
    reward: Type.Optional(
      Type.Union(
        [
          Type.Null(),
          Type.Object(
            { amount: wholeNumber('How much', 1, 1_000_000_000), unit },
            { additionalProperties: false },
          ),
        ],
        {
          default: null,
          description: 'What a claim pays',
          expected: 'null or {"amount": 5, "unit": "points"}',
        },
      ),
    ),
    rank: Type.Optional(
      Type.Boolean({
        default: false,
        description: 'Whether the claims of a period are numbered in the order in which they happened',
        expected: 'true or false',
      }),
    ),
  },
  { additionalProperties: false, expected: 'an object with "per"' },
)

export type ActionConfig = Static<typeof ActionSchema>

export const ConfigSchema = Type.Object(
  {
    $schema: Type.Optional(Type.String({ description: 'For editors', expected: 'a string' })),
    zone: Type.String({
      minLength: 1,
      maxLength: 64,
      default: 'Asia/Shanghai',
      description: 'IANA time zone by which days are counted',
      expected: 'an IANA time zone that this runtime knows, such as "Asia/Shanghai"',
    }),
    publicUrl: Type.Optional(
      Type.String({
        pattern: '^https?://[^\\s/?#@%]+(?:/[^\\s?#%]*)?$',
        maxLength: 200,
        description:
          'Where this site is reached from outside: gateways send their receipts there. Without it http://HOST:PORT',
        expected: 'an address such as "https://messages.example.com"',
      }),
    ),
    checkIn: CheckInSchema,
    messages: MessagesSchema,
    // Not `check-in` and `message`, which are the site's own.
    actions: Type.Record(
      Type.String({ pattern: '^(?!(?:check-in|message)$)[a-z][a-z0-9-]{0,63}$' }),
      ActionSchema,
      {
        additionalProperties: false,
        default: {},
        description: 'What other back ends can claim with an API key, by name',
        expected:
          'an object of actions by name: small letters, digits and -, and neither check-in nor message',
      },
    ),
    articles: Type.String({
      minLength: 1,
      maxLength: 1024,
      default: 'articles',
      description: 'Folder of the articles',
      expected: 'the path of a folder',
    }),
    limits: Type.Object(
      {
        signUpsPerMinute: wholeNumber('Sign-ups from one network address in a minute', 1, 1_000_000, 20),
        wrongPasswordsPerAccount: wholeNumber(
          'Wrong passwords for one account in 15 minutes',
          1,
          1_000_000,
          10,
        ),
        wrongPasswordsPerAddress: wholeNumber(
          'Wrong passwords from one network address in 15 minutes',
          1,
          1_000_000,
          100,
        ),
      },
      { additionalProperties: false, default: {}, expected: 'an object' },
    ),
  },
  {
    $id: 'daylatch.config.schema.json',
    title: 'Configuration of the Daylatch application',
    additionalProperties: false,
    expected: 'an object',
  },
)

export type Config = Static<typeof ConfigSchema>

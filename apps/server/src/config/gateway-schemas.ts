import { type Static, type TProperties, type TSchema, Type } from 'typebox'

/** How a gateway that the configuration names is reached, and what of it every kind can be told. */
const COMMON = {
  timeoutSeconds: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 600,
      default: 60,
      description: 'After so long without an answer, nobody knows whether a message left',
      expected: 'a whole number from 1 to 600',
    }),
  ),
  maxInFlight: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 1000,
      default: 16,
      description: 'How many messages it is handed at once, over all processes',
      expected: 'a whole number from 1 to 1000',
    }),
  ),
  perSecond: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 10_000,
      description:
        'How many messages it is handed in a second, over all processes; without it there is no limit',
      expected: 'a whole number from 1 to 10000',
    }),
  ),
}

function kind<Name extends string, Settings extends TProperties>(name: Name, settings: Settings) {
  return Type.Object(
    { kind: Type.Literal(name), ...settings, ...COMMON },
    { additionalProperties: false, expected: 'an object with a "kind"' },
  )
}

function address(description: string, example: string) {
  return Type.String({
    // Without a user: a secret belongs in the environment.
    pattern: '^https?://[^\\s/?#@]+(?:/[^\\s?#]*)?$',
    maxLength: 500,
    description,
    expected: `an address such as "${example}", without user, password, question mark or #`,
    // Whoever writes a password there must not read it in a log.
    hidden: true,
  })
}

const sender = (description: string) =>
  Type.String({
    pattern: '^[\\x21-\\x7e](?:[\\x20-\\x7e]{0,38}[\\x21-\\x7e])?$',
    description,
    expected: '1 to 40 ASCII characters',
  })

export const HandsetSchema = kind('handset', {
  class: Type.Optional(
    Type.Enum(['keyed', 'queryable', 'callback', 'blind'], {
      default: 'callback',
      description:
        'What the handset can do about a message that nobody knows the outcome of, to try out each',
      expected: 'one of "keyed", "queryable", "callback", "blind"',
    }),
  ),
})

export const KannelSchema = kind('kannel', {
  url: address('The sendsms address of its smsbox', 'http://127.0.0.1:13013/cgi-bin/sendsms'),
  username: Type.String({
    pattern: '^[\\x21-\\x7e]{1,64}$',
    description: 'Of its group sendsms-user',
    expected: '1 to 64 ASCII characters without spaces',
  }),
  from: Type.Optional(sender('The sender that is shown; without it Kannel decides')),
  dlr: Type.Optional(
    Type.Boolean({
      default: true,
      description:
        'Whether delivery reports are asked for. Without them nobody but a person can settle an unknown outcome',
      expected: 'true or false',
    }),
  ),
})

export const TwilioSchema = kind('twilio', {
  accountSid: Type.String({
    pattern: '^AC[0-9a-fA-F]{32}$',
    expected: 'an account SID: AC and 32 hexadecimal digits',
  }),
  from: Type.Optional(sender('The number or sender ID; either this or "messagingServiceSid"')),
  messagingServiceSid: Type.Optional(
    Type.String({
      pattern: '^MG[0-9a-fA-F]{32}$',
      description: 'The messaging service; either this or "from"',
      expected: 'a messaging service SID: MG and 32 hexadecimal digits',
    }),
  ),
  url: Type.Optional(
    address(
      'Where the API is, for tests and for proxies of your own; https://api.twilio.com',
      'https://api.twilio.com',
    ),
  ),
})

export const GATEWAY_SCHEMAS = { handset: HandsetSchema, kannel: KannelSchema, twilio: TwilioSchema } as const
export type GatewayKind = keyof typeof GATEWAY_SCHEMAS
export type GatewaySettings<Kind extends GatewayKind = GatewayKind> = {
  [K in GatewayKind]: Static<(typeof GATEWAY_SCHEMAS)[K]>
}[Kind]

/** Kinds that a later version will have. They are refused by name, so that nobody takes them for a slip of the pen. */
export const LATER_KINDS: readonly string[] = ['smpp', 'alibaba', 'smsgate', 'webhook']

const KINDS = Object.keys(GATEWAY_SCHEMAS)
  .map((name) => `"${name}"`)
  .join(', ')

export const GatewaySchema = Type.Union([HandsetSchema, KannelSchema, TwilioSchema], {
  expected: `an object with a "kind", one of ${KINDS}`,
  // Which of them is meant is told by `kind`; the mistakes are then those of that one.
  byKind: GATEWAY_SCHEMAS as Readonly<Record<string, TSchema>>,
})

/** Small letters, because environment variables are named after it. */
export const GATEWAY_NAME = '^[a-z][a-z0-9-]{0,31}$'

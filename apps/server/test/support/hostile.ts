import fc from 'fast-check'

/** What is read of a schema in the OpenAPI description. */
export interface Schema {
  readonly type?: string
  readonly properties?: Readonly<Record<string, Schema>>
  readonly anyOf?: readonly Schema[]
  readonly enum?: readonly unknown[]
}

/** Texts that have broken something somewhere. */
export const NASTY_TEXTS: readonly string[] = [
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '\ud800',
  '\udc00\ud800',
  '\ufffe',
  '\u202e',
  'a@b',
  '<script>alert(1)</script>',
  `'; drop table member; --`,
  '%00%ff',
  '../../../etc/passwd',
  '__proto__',
  '1e999',
  '0x10',
  '💥'.repeat(50),
  'a'.repeat(70_000),
]

/** Bodies as bytes on the wire, with the type that they claim to be. None of them may do anything anywhere. */
export const HOSTILE_BODIES: readonly (readonly [
  what: string,
  type: string | undefined,
  body: string | Uint8Array,
])[] = [
  ['JSON cut off', 'application/json', '{"card_id":'],
  ['JSON of nothing', 'application/json', ''],
  ['an array', 'application/json', '[1]'],
  ['a number', 'application/json', '1'],
  ['a text', 'application/json', '"card_id=1"'],
  ['a list for the card', 'application/json', '{"card_id":[1],"card":[1]}'],
  ['a huge number', 'application/json', '{"card_id":1e999,"card":1e999}'],
  ['NUL', 'application/json', '{"card_id":"1\\u0000","x\\u0000":1}'],
  ['half a surrogate pair', 'application/json', '{"card_id":"\\ud800","card":"\\ud800"}'],
  ['a prototype', 'application/json', '{"__proto__":{"card_id":1}}'],
  ['a constructor', 'application/json', '{"constructor":{"prototype":{"card_id":1}},"card_id":0,"card":0}'],
  ['a deep nest', 'application/json', `${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`],
  ['a megabyte', 'application/json', JSON.stringify({ card_id: 'a'.repeat(1_048_576) })],
  ['bytes that are no UTF-8', 'application/json', new Uint8Array([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d])],
  ['UTF-16', 'application/json; charset=utf-16', new Uint8Array(Buffer.from('{"card_id":1}', 'utf16le'))],
  ['a form with NUL', 'application/x-www-form-urlencoded', 'card_id=%00&card=%00'],
  ['a form with two cards', 'application/x-www-form-urlencoded', 'card_id=1&card_id=2&card=1&card=2'],
  ['a form that cannot be decoded', 'application/x-www-form-urlencoded', 'card_id=%ff%&card=%'],
  ['a form of a megabyte', 'application/x-www-form-urlencoded', `card_id=${'1'.repeat(1_048_576)}`],
  ['plain text', 'text/plain', 'card_id=1'],
  ['XML', 'application/xml', '<card_id>1</card_id>'],
  [
    'a file',
    'multipart/form-data; boundary=x',
    '--x\r\ncontent-disposition: form-data; name=card_id\r\n\r\n1\r\n--x--',
  ],
  ['no type that exists', 'nonsense', 'card_id=1'],
]

/** Values near a schema: some fit it, most miss it by a little, some by a lot. */
export function near(schema: Schema): fc.Arbitrary<unknown> {
  const anything = fc.oneof(fc.constantFrom(...NASTY_TEXTS), fc.jsonValue({ maxDepth: 2 }))
  return fc.oneof({ arbitrary: fitting(schema), weight: 4 }, { arbitrary: anything, weight: 1 })
}

function fitting(schema: Schema): fc.Arbitrary<unknown> {
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum)
  if (schema.anyOf !== undefined) return fc.oneof(...schema.anyOf.map(near))
  switch (schema.type) {
    case 'object': {
      const entries = Object.entries(schema.properties ?? {}).map(
        ([key, inner]) => [key, near(inner)] as const,
      )
      return fc.record(Object.fromEntries(entries), { requiredKeys: [] })
    }
    case 'integer':
      return fc.oneof(fc.integer({ min: 2 }), fc.double(), fc.constantFrom(-1, 0, Number.MAX_SAFE_INTEGER))
    case 'boolean':
      return fc.boolean()
    case 'null':
      return fc.constant(null)
    default:
      return fc.oneof(fc.constantFrom(...NASTY_TEXTS), fc.string({ unit: 'binary' }))
  }
}

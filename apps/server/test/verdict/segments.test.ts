import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isTooLong, sizeOf } from '../../src/verdict/segments.ts'

const GSM = 'GSM-7'
const UCS = 'UCS-2'

// By 3GPP TS 23.038: 160 or 153 septets, 70 or 67 units of 16 bits; characters of the extension table count double.
test.each([
  ['a'.repeat(160), 1, GSM],
  ['a'.repeat(161), 2, GSM],
  ['a'.repeat(306), 2, GSM],
  ['a'.repeat(307), 3, GSM],
  ['a'.repeat(918), 6, GSM],
  ['a'.repeat(919), 7, GSM],
  ['€'.repeat(80), 1, GSM],
  ['€'.repeat(81), 2, GSM],
  // An escape and its character stay in one part: 76 of them in each, and not 76 and a half.
  ['€'.repeat(152), 2, GSM],
  ['€'.repeat(153), 3, GSM],
  ['@£$¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ', 1, GSM],
  ['[]{}\\|^~', 1, GSM],
  ['您', 1, UCS],
  ['您'.repeat(70), 1, UCS],
  ['您'.repeat(71), 2, UCS],
  ['您'.repeat(134), 2, UCS],
  ['您'.repeat(135), 3, UCS],
  ['您'.repeat(402), 6, UCS],
  ['您'.repeat(403), 7, UCS],
  // One curly quote changes the whole text.
  [`${'a'.repeat(69)}’`, 1, UCS],
  [`${'a'.repeat(70)}’`, 2, UCS],
  ['💥'.repeat(35), 1, UCS],
  ['💥'.repeat(36), 2, UCS],
  // A pair of surrogates is not torn apart: 33 of them in a part of 67.
  ['💥'.repeat(66), 2, UCS],
  ['💥'.repeat(67), 3, UCS],
])('%j is sent in %i parts, as %s', (text, segments, encoding) => {
  expect(sizeOf(text)).toEqual({ segments, encoding })
})

test('the limit is in parts', () => {
  expect([isTooLong('a'.repeat(918), 6), isTooLong('a'.repeat(919), 6)]).toEqual([false, true])
  expect([isTooLong('您'.repeat(402), 6), isTooLong('您'.repeat(403), 6)]).toEqual([false, true])
  expect([isTooLong('a', 1), isTooLong('a'.repeat(1_000_000), 20)]).toEqual([false, true])
})

test('a longer text never takes fewer parts, and no text is refused uncounted that would have fitted', () => {
  const text = fc.string({ unit: fc.constantFrom('a', '€', '您', '💥', '\n', ' '), maxLength: 400 })
  fc.assert(
    fc.property(
      text,
      fc.constantFrom('a', '您', '💥'),
      fc.integer({ min: 1, max: 8 }),
      (body, more, most) => {
        expect(sizeOf(body + more).segments).toBeGreaterThanOrEqual(sizeOf(body).segments)
        expect(isTooLong(body, most)).toBe(sizeOf(body).segments > most)
      },
    ),
    { numRuns: 200 },
  )
})

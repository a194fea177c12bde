import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readReceiptToken, receiptToken } from '../../src/gateways/receipt-token.ts'

const place = { subject: `client:${randomUUID()}`, effectId: randomUUID(), attempt: 3 }
const token = receiptToken('key', 'kannel', place)

describe('the token of a receipt', () => {
  test('says what it is about, whatever the subject is called', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', minLength: 1 }),
        fc.uuid(),
        fc.integer({ min: 1, max: 2_147_483_647 }),
        (subject, effectId, attempt) => {
          const made = receiptToken('key', 'kannel', { subject, effectId, attempt })
          expect(readReceiptToken('key', 'kannel', made)).toEqual({ subject, effectId, attempt })
        },
      ),
    )
  })

  test('fits into an address, and has no percent sign that a gateway would fill in', () => {
    expect(token).toMatch(/^[\w-]{106}$/)
  })

  test('is worth nothing with another key, for another gateway, or with any other character', () => {
    expect(readReceiptToken('other', 'kannel', token)).toBeUndefined()
    expect(readReceiptToken('key', 'twilio', token)).toBeUndefined()
    const changed = Array.from(
      token,
      (one, at) => `${token.slice(0, at)}${one === 'A' ? 'B' : 'A'}${token.slice(at + 1)}`,
    )
    expect(changed.filter((one) => readReceiptToken('key', 'kannel', one) !== undefined)).toEqual([])
  })

  test('is read from no other text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.base64String(), fc.constant(`${token} `)), (text) => {
        expect(readReceiptToken('key', 'kannel', text)).toBeUndefined()
      }),
    )
  })
})

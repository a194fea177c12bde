import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Frames } from '../../src/wire/frames.ts'
import { Outbox } from '../../src/wire/outbox.ts'
import { writeQuery } from '../../src/wire/requests.ts'
import { openingLength, readOpening, writeStartup } from '../../src/wire/startup.ts'

/** The same bytes in pieces, cut at these places. */
function pieces(bytes: Buffer, cuts: readonly number[]): readonly Buffer[] {
  const ends = [...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].toSorted((a, b) => a - b)
  return ends.map((end, index) => bytes.subarray(index === 0 ? 0 : ends[index - 1], end))
}

const texts = fc.array(fc.string({ maxLength: 40, unit: 'grapheme' }).filter((text) => !text.includes('\0')))

describe('messages', () => {
  test('come out whole and in order, wherever the network cut them', () => {
    fc.assert(
      fc.property(texts, fc.array(fc.nat()), (sent, cuts) => {
        const messages = sent.map(writeQuery)
        const heard: Buffer[] = []
        const frames = new Frames()
        for (const piece of pieces(Buffer.concat(messages), cuts)) {
          if (piece.length > 0) frames.push(piece, (message) => heard.push(message))
        }
        expect(heard).toEqual(messages)
      }),
    )
  })

  test('of a length that none has are refused', () => {
    const take = (): void => undefined
    expect(() => new Frames().push(Buffer.from([0x51, 0, 0, 0, 3]), take)).toThrow('A message of 3 bytes')
    expect(() => new Frames().push(Buffer.from('GET / HTTP/1.1\r\n'), take)).toThrow(RangeError)
  })

  test('that are gathered come out in one piece, and those that stood together are not copied', () => {
    fc.assert(
      fc.property(texts, fc.array(fc.nat()), (sent, cuts) => {
        const whole = Buffer.concat(sent.map(writeQuery))
        const outbox = new Outbox()
        for (const piece of pieces(whole, cuts)) outbox.add(piece)
        const taken = outbox.take()
        expect([taken.equals(whole), taken.buffer === whole.buffer, outbox.isEmpty]).toEqual([
          true,
          true,
          true,
        ])
        for (const text of sent) outbox.add(writeQuery(text))
        expect(outbox.take()).toEqual(whole)
      }),
    )
  })
})

test('a startup packet is read as it was written', () => {
  const parameters = new Map([
    ['user', 'ann'],
    ['options', '-c search_path=a,b'],
  ])
  const packet = writeStartup(0x30000, parameters)
  expect([openingLength(packet), openingLength(packet.subarray(0, -1))]).toEqual([packet.length, undefined])
  expect(readOpening(packet)).toEqual({ kind: 'startup', version: 0x30000, parameters })
})

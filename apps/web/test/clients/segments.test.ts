import { expect, test } from 'vitest'
import { segmentsOf } from '../../src/clients/segments.ts'

test.each([
  ['nothing', '', 0, 0],
  ['160 letters', 'a'.repeat(160), 160, 1],
  ['161 letters, each part with a header', 'a'.repeat(161), 161, 2],
  ['70 characters with one that is wide', `${'a'.repeat(69)}“`, 70, 1],
  ['71 characters with one that is wide', `${'a'.repeat(70)}“`, 71, 2],
])('%s', (_, text, characters, parts) => {
  expect(segmentsOf(text)).toMatchObject({ characters, parts })
})

test('characters that make a text wide are named once each', () => {
  expect(segmentsOf('“now” 你好“').wide).toEqual(['“', '”', '你', '好'])
  expect(segmentsOf('Plain text, with @ and £').wide).toEqual([])
})

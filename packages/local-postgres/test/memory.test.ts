import { expect, test } from 'vitest'
import { sharedBuffers } from '../src/memory.ts'

const GB = 1024 ** 3

test.each([
  ['a quarter of the memory', 2 * GB, '512MB'],
  ['no less than the default of PostgreSQL', GB / 4, '128MB'],
  ['no more than four gigabytes', 64 * GB, '4096MB'],
])('the tables get %s', (_, available, expected) => {
  expect(sharedBuffers(available)).toBe(expected)
})

import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { DaylatchError, errorCodes, type ErrorCode } from '../src/index.ts'

const page = await readFile(new URL('../../../docs/errors.md', import.meta.url), 'utf8')
const codes = Object.keys(errorCodes) as ErrorCode[]

test('docs/errors.md has a section for every code, and none for a code that does not exist', () => {
  const sections = [...page.matchAll(/^## `?([A-Z_]+)`?$/gm)].map((match) => match[1])
  expect(new Set(sections)).toEqual(new Set(codes))
  expect(sections.length).toBe(codes.length)
})

test.each(codes)('the section of %s says whether to try again, what it means and what to do', (code) => {
  const section = page.split(new RegExp(`^## \`?${code}\`?$`, 'm'))[1]?.split(/^## /m)[0] ?? ''
  expect(section).toContain(errorCodes[code].meaning)
  expect(section).toContain(errorCodes[code].retryable ? 'Try again: yes' : 'Try again: no')
  expect(section).toMatch(/\*\*Remedy\.\*\* \S/)
})

test('an error carries its code, whether to try again, and its cause', () => {
  const cause = new Error('from the driver')
  const { name, code, retryable, cause: kept } = new DaylatchError('LOCK_TIMEOUT', 'text', { cause })
  expect({ name, code, retryable, kept }).toEqual({
    name: 'DaylatchError',
    code: 'LOCK_TIMEOUT',
    retryable: true,
    kept: cause,
  })
})

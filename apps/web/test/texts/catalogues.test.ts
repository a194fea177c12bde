import { expect, test } from 'vitest'
import { en } from '../../src/i18n/catalogues/en.ts'
import { zh } from '../../src/i18n/catalogues/zh.ts'
import { askedKeys, flatten, placeholders, pluralProblems } from '../support/catalogue.ts'
import { sources } from '../support/sources.ts'
import { literalText, visit } from '../support/syntax.ts'

test('both catalogues have the same keys', () => {
  expect(askedKeys(zh)).toEqual(askedKeys(en))
})

test('both catalogues have the same placeholders under every key', () => {
  expect(placeholders(zh)).toEqual(placeholders(en))
})

test('the comparison sees a key and a placeholder that one side lacks', () => {
  expect(askedKeys({ a: { b_one: 'x', b_other: 'x' } })).not.toEqual(askedKeys({ a: { c: 'x' } }))
  expect(placeholders({ a: '{{count, number}} days' })).not.toEqual(placeholders({ a: 'days' }))
})

test.each([
  ['zh', zh],
  ['en', en],
] as const)('%s has exactly the plural forms of its language', (language, catalogue) => {
  expect(pluralProblems(catalogue, language)).toEqual([])
})

test('a missing plural form is seen', () => {
  expect(pluralProblems({ days_other: '{{count}} days' }, 'en')).toEqual([
    'days: expected one,other, got other',
  ])
  expect(pluralProblems({ rank_ordinal_one: '1st', rank_ordinal_other: 'th' }, 'en')).toEqual([
    'rank_ordinal: expected few,one,other,two, got one,other',
  ])
})

test('no text is empty', () => {
  const empty = [...flatten(zh), ...flatten(en)].filter(([, text]) => text.trim() === '')

  expect(empty).toEqual([])
})

test('every key is used by a page', () => {
  const used = new Set<string>()
  for (const { file, text } of sources()) {
    visit(file, text, (node) => {
      const literal = literalText(node)
      if (literal !== undefined) used.add(literal)
    })
  }

  expect(askedKeys(en).filter((key) => !used.has(key))).toEqual([])
})

import { expect, test } from 'vitest'
import { localeFor, preferredLanguage } from '../../src/i18n/language.ts'

test.each([
  ['a browser in Simplified Chinese', null, ['zh-CN', 'en'], 'zh'],
  ['a browser in Traditional Chinese', null, ['zh-Hant-TW'], 'zh'],
  ['a browser in English', null, ['en-GB', 'zh-CN'], 'en'],
  ['a browser whose first language has no catalogue', null, ['fr-FR', 'zh-CN'], 'zh'],
  ['a browser without any of ours', null, ['fr-FR'], 'en'],
  ['a choice made before, against the browser', 'en', ['zh-CN'], 'en'],
  ['a remembered value that is no language', 'xx', ['zh-CN'], 'zh'],
] as const)('%s gets its language', (_, chosen, browser, expected) => {
  expect(preferredLanguage(chosen, browser)).toBe(expected)
})

test('dates follow the reader’s own variety of the language', () => {
  expect(localeFor('en', ['zh-CN', 'en-GB'])).toBe('en-GB')
  expect(localeFor('zh', ['en-GB'])).toBe('zh-CN')
})

import { expect, test } from 'vitest'
import { findStrings } from '../support/find-strings.ts'
import { sources } from '../support/sources.ts'

test('no source holds words for people outside the catalogues', () => {
  const found = sources().flatMap(({ file, text }) => findStrings(file, text))

  expect(found).toEqual([])
})

test('more than forty sources are looked at', () => {
  expect(sources().length).toBeGreaterThan(40)
})

/** The twin: words planted in each of the places that the search claims to see. */
const planted = [
  ['text between tags', 'const x = <p>Check in</p>', 'Check in'],
  ['text in braces', "const x = <p>{'Check in'}</p>", 'Check in'],
  ['a template', 'const x = <p>{`Checked in ${n} times`}</p>', 'Checked in  times'],
  ['one way of a condition', "const x = <p>{ok ? t('a') : 'Failed'}</p>", 'Failed'],
  ['what follows &&', "const x = <p>{ok && 'Done'}</p>", 'Done'],
  ['an accessible name', 'const x = <button aria-label="Close" />', 'Close'],
  ['an accessible name in braces', "const x = <button aria-label={'Close'} />", 'Close'],
  ['a placeholder', 'const x = <input placeholder="Name" />', 'Name'],
  ['a title', 'const x = <a title="Home" />', 'Home'],
  ['an alternative text', 'const x = <img alt="Sun" />', 'Sun'],
  ['Chinese in plain code', "const message = '签到'", '签到'],
] as const

test.each(planted)('finds words planted as %s', (_, code, words) => {
  expect(findStrings('planted.tsx', code)).toEqual([`planted.tsx:1 "${words}"`])
})

const harmless = [
  ['the product’s name', 'const x = <b>Daylatch</b>'],
  ['a class name', 'const x = <p className="text-soft" />'],
  ['a key of the catalogue', "const x = <p>{t('list.title')}</p>"],
  ['a sign without letters', 'const x = <p>·</p>'],
] as const

test.each(harmless)('lets %s be', (_, code) => {
  expect(findStrings('harmless.tsx', code)).toEqual([])
})

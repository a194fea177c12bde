import { readdir, readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'

test('the README lists every code that the source knows, and no other', async () => {
  const source = new URL('../src/', import.meta.url)
  const files = (await readdir(source, { recursive: true })).filter((name) => name.endsWith('.ts'))
  const texts = await Promise.all(files.map(async (name) => await readFile(new URL(name, source), 'utf8')))
  const made = texts.flatMap((text) =>
    [...text.matchAll(/(?:new Problem\(|refuse\(|\[)\s*(?:\d{3}|statusCode),\s*'([a-z-]+)'/g)].map(
      (match) => match[1] ?? '',
    ),
  )
  const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8')
  const table = readme.slice(readme.indexOf('## Codes'), readme.indexOf("better-auth's own refusals"))
  const listed = [...table.matchAll(/`([a-z]+(?:-[a-z]+)*)`/g)].map((match) => match[1] ?? '')
  // The first ones come from better-auth; `code` is a word of the text above the table.
  const others = ['invalid-email-or-password', 'banned', 'email-taken', 'code']
  expect([...new Set([...made, ...others])].toSorted()).toEqual([...new Set(listed)].toSorted())
})

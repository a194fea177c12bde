import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { variantKinds } from '../../src/zoo/scenario.ts'
import { scenarios } from '../../src/zoo/scenarios.ts'

test('the page about the zoo says what each handler does and where it was seen', async () => {
  const page = await readFile(new URL('../../../../docs/race-zoo.md', import.meta.url), 'utf8')
  const words = page.replaceAll(/\s+/g, ' ')
  const missing = scenarios.flatMap(({ name, title, promise, variants, sources }) =>
    [
      `### ${title} \`${name}\``,
      promise,
      ...variantKinds.map((kind) => `- ${kind}: ${variants[kind].does}`),
      ...sources.map((source) => `(${source})`),
    ].filter((part) => !words.includes(part)),
  )
  expect(missing).toEqual([])
})

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { brokenLinks } from '../../scripts/lib/docs/links.mjs'
import { readPage } from '../../scripts/lib/docs/markdown.mjs'
import { runSnippet } from '../../scripts/lib/docs/run-snippet.mjs'
import { runnableSnippets, unguardedBlocks } from '../../scripts/lib/docs/snippets.mjs'
import { root } from './support/plant.ts'

const fence = '```'

function block(first: string, code: string): string {
  return `${fence}${first}\n${code}\n${fence}\n`
}

describe('links', () => {
  let folder: string

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'daylatch-links-'))
    mkdirSync(path.join(folder, 'docs'))
    for (const file of ['README.md', 'docs/a.md', 'docs/b.md']) writeFileSync(path.join(folder, file), '')
  })

  afterEach(() => rmSync(folder, { recursive: true }))

  test('to files, headings and other sites pass', () => {
    const pages = [
      readPage(
        'docs/a.md',
        '[one](b.md) [two](../README.md) [three](b.md#at-most-once) [web](https://example.org)',
      ),
      readPage('docs/b.md', '## At most once!\n[own](#at-most-once)'),
    ]

    expect(brokenLinks(folder, pages)).toEqual([])
  })

  test('to a missing file or heading are named with their line', () => {
    const pages = [
      readPage('docs/a.md', 'A page\n\n[one](c.md) and [two](b.md#never)'),
      readPage('docs/b.md', `${block('text', '## never')}[in code](a.md)\n\`[not a link](d.md)\``),
    ]

    expect(brokenLinks(folder, pages)).toEqual([
      'docs/a.md:3: the link c.md leads to docs/c.md, which is not there',
      'docs/a.md:3: the link b.md#never leads to a heading that docs/b.md does not have',
    ])
  })
})

describe('snippets', () => {
  function run(content: string): Promise<string | undefined> {
    const [snippet] = runnableSnippets(readPage('docs/planted.md', content))
    if (snippet === undefined) throw new Error('The page has no runnable block')
    return runSnippet(root, snippet, { ANSWER: '42' })
  }

  test('that print what the page says pass, in each language', async () => {
    const output = block('text output', '42')

    expect(await run(block('js runnable', 'console.log(process.env.ANSWER)') + output)).toBeUndefined()
    expect(
      await run(block('ts runnable', 'console.log(Number(process.env["ANSWER"]))') + output),
    ).toBeUndefined()
    expect(await run(block('sh runnable', 'echo "$ANSWER"') + output)).toBeUndefined()
  })

  test('that print something else, fail or do not compile are reported with their place', async () => {
    const wrong = block('js runnable', 'console.log(41)') + block('text output', '42')

    expect(await run(wrong)).toBe('docs/planted.md:1: printed\n41\ninstead of\n42\n')
    expect(await run(block('sh runnable', 'exit 3'))).toContain('docs/planted.md:1: ended with 3')
    expect(await run(block('ts runnable', 'const day: number = "monday"'))).toContain(
      'docs/planted.md:1: does not compile',
    )
  })

  test('of the README that nobody runs, and commands that do not exist, are reported', () => {
    const content = block('js', 'let a') + block('sh', 'npm start\nnpm run nonsense')
    const scripts = new Set(['start'])

    expect(unguardedBlocks(readPage('README.md', content), scripts)).toEqual([
      'README.md:1: mark this block `js runnable`, so that it is run',
      'README.md:4: package.json has no script called nonsense',
    ])
    expect(unguardedBlocks(readPage('docs/a.md', content), scripts)).toEqual([
      'docs/a.md:4: package.json has no script called nonsense',
    ])
  })
})

import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { DEFAULT_CONFIG } from '../src/config/defaults.ts'
import { readingMinutes, versionFor } from '../src/reading/article.ts'
import { articlesFolder, checkArticles } from '../src/reading/check-articles.ts'
import { readFolder } from '../src/reading/folder.ts'
import { LARGEST_FILE } from '../src/reading/read-file.ts'
import { renderArticle } from '../src/reading/render.ts'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'daylatch-articles-'))
})

afterEach(async () => {
  await rm(folder, { recursive: true })
})

const GOOD = '---\ntitle: Two at once\nprice: 5\n---\nText.\n'

async function write(name: string, content: string | Uint8Array): Promise<void> {
  await writeFile(join(folder, name), content)
}

const mistakes = async (): Promise<readonly string[]> => (await readFolder(folder)).mistakes

describe('a file', () => {
  test('says title and price, and where wanted summary, language and slug; else its name is the slug', async () => {
    await write('two-at-once.md', GOOD)
    await write(
      '一.md',
      '\ufeff---\r\ntitle: 一\r\nsummary: 二\r\nprice: 0\r\nlanguage: zh\r\nslug: one\r\n---\r\n正文',
    )
    const { articles, mistakes: wrong } = await readFolder(folder)
    expect(wrong).toEqual([])
    expect([...articles.values()].flat()).toEqual([
      {
        file: 'two-at-once.md',
        slug: 'two-at-once',
        language: null,
        title: 'Two at once',
        summary: '',
        price: 5,
        minutes: 1,
        markdown: 'Text.\n',
      },
      {
        file: '一.md',
        slug: 'one',
        language: 'zh',
        title: '一',
        summary: '二',
        price: 0,
        minutes: 1,
        markdown: '正文',
      },
    ])
  })

  test.each([
    ['price: -1', 'price: expected a whole number from 0 to 1000000000, got -1'],
    ['price: 1.5', 'price: expected a whole number from 0 to 1000000000, got 1.5'],
    ['price: five', 'price: expected a whole number from 0 to 1000000000, got "five"'],
    ['prize: 5\nprice: 5', 'prize: unknown key, expected one of title, price, summary, language, slug'],
    ['summary: x', 'price: expected a whole number from 0 to 1000000000, but it is missing'],
    ['price: 5\nlanguage: fr', 'language: expected en or zh, got "fr"'],
    [
      'price: 5\nslug: Ü',
      'slug: expected up to 100 lower-case letters and digits in groups with - between them, such as two-at-once, got "Ü"',
    ],
  ])('a front matter with %j is refused in a sentence', async (lines, sentence) => {
    await write('a.md', `---\ntitle: A\n${lines}\n---\nText.\n`)
    expect(await mistakes()).toEqual([`a.md: ${sentence}`])
  })

  test.each([
    [
      'no title',
      '---\nprice: 5\n---\n',
      'title: expected a text of 1 to 200 characters on one line, but it is missing',
    ],
    [
      'no front matter',
      'Text.\n',
      'expected a front matter: a line ---, then title and price, then a line ---',
    ],
    [
      'a front matter without an end',
      '---\ntitle: A\nprice: 5\n',
      'expected a front matter: a line ---, then title and price, then a line ---',
    ],
    ['a list', '---\n- a\n---\n', 'expected the front matter to be lines such as "title: Two at once"'],
    ['Latin-1', new Uint8Array([0x2d, 0x2d, 0x2d, 0x0a, 0xe4]), 'expected UTF-8; save it as UTF-8'],
    [
      'far too much',
      `${GOOD}${'a'.repeat(LARGEST_FILE)}`,
      `expected at most ${LARGEST_FILE} bytes, got ${LARGEST_FILE + GOOD.length}`,
    ],
  ])('%s is refused', async (_what, content, sentence) => {
    await write('a.md', content)
    expect(await mistakes()).toEqual([`a.md: ${sentence}`])
  })

  test('YAML that is none is refused, and aliases that multiply are not followed', async () => {
    await write('a.md', '---\ntitle: [\n---\n')
    await write('b.md', '---\na: &a [x, x]\nb: [*a, *a]\n---\n')
    const found = await mistakes()
    expect(found).toHaveLength(2)
    for (const sentence of found) expect(sentence).toMatch(/^[ab]\.md: the front matter is not valid YAML: /)
  })
})

describe('a folder', () => {
  test('two files of one slug must differ in language and agree on the price', async () => {
    await write('a.md', '---\nslug: x\ntitle: A\nprice: 5\nlanguage: en\n---\n')
    await write('b.md', '---\nslug: x\ntitle: B\nprice: 5\nlanguage: en\n---\n')
    await write('c.md', '---\nslug: x\ntitle: C\nprice: 6\nlanguage: zh\n---\n')
    expect(await mistakes()).toEqual([
      'b.md: slug: x with language en is in a.md already',
      'c.md: price: expected 5 as in a.md, which has the same slug, got 6',
    ])
  })

  test('a link out of the folder, a folder and a link to nothing are refused; a link inside is taken', async () => {
    const outside = await mkdtemp(join(tmpdir(), 'daylatch-outside-'))
    await writeFile(join(outside, 'secret.md'), GOOD)
    await write('a.md', GOOD)
    await symlink(join(outside, 'secret.md'), join(folder, 'b.md'))
    await symlink('a.md', join(folder, 'c.md'))
    await mkdir(join(folder, 'd.md'))
    await symlink('nothing.md', join(folder, 'e.md'))
    const { articles, mistakes: wrong } = await readFolder(folder)
    await rm(outside, { recursive: true })
    expect(wrong).toEqual([
      'b.md: is a link to something outside the folder',
      'd.md: is not a file',
      'e.md: cannot be read (ENOENT)',
    ])
    expect([...articles.keys()]).toEqual(['a', 'c'])
  })

  test('drafts and other files are left alone', async () => {
    for (const name of ['_draft.md', '.hidden.md', 'picture.png', 'notes.txt']) await write(name, 'x')
    expect(await readFolder(folder)).toMatchObject({ mistakes: [], articles: new Map() })
  })

  test('a file that has become wrong stays as it was; one that has not changed is not read again', async () => {
    await write('a.md', GOOD)
    await write('b.md', GOOD)
    const first = await readFolder(folder)
    await write('a.md', 'half a file')
    const second = await readFolder(folder, first.seen)
    expect(second.articles.get('a')).toEqual(first.articles.get('a'))
    expect(second.mistakes).toHaveLength(1)
    expect(second.articles.get('b')?.[0]).toBe(first.articles.get('b')?.[0])
  })
})

describe('at the start', () => {
  test('every mistake is told at once, with its file and what to do', async () => {
    await write('a.md', 'x')
    await write('b.md', '---\ntitle: B\nprice: x\n---\n')
    await expect(checkArticles(folder, DEFAULT_CONFIG)).rejects.toMatchObject({
      exitCode: 78,
      message:
        `The articles in ${folder} have mistakes:\n` +
        '  a.md: expected a front matter: a line ---, then title and price, then a line ---\n' +
        '  b.md: price: expected a whole number from 0 to 1000000000, got "x"\n' +
        'Correct them and start again.',
    })
  })

  test('the folder is beside the configuration file; it may be missing where none was named', async () => {
    const file = join(folder, 'site.json')
    expect(articlesFolder({ ...DEFAULT_CONFIG, articles: '../texts' }, file)).toBe(
      join(folder, '..', 'texts'),
    )
    const missing = join(folder, 'articles')
    await expect(checkArticles(missing, DEFAULT_CONFIG)).resolves.toBeUndefined()
    await expect(checkArticles(missing, { ...DEFAULT_CONFIG, articles: './articles' })).rejects.toMatchObject(
      {
        message: `The folder of the articles, ${missing}, is not there. Correct "articles" in the configuration file.`,
      },
    )
  })

  test('the examples of this repository are three articles, each in English and Chinese', async () => {
    const examples = fileURLToPath(new URL('../../../articles', import.meta.url))
    const { articles, mistakes: wrong } = await readFolder(examples)
    expect(wrong).toEqual([])
    expect(articles.size).toBe(3)
    for (const versions of articles.values()) {
      expect(versions.map(({ language }) => language)).toEqual(['en', 'zh'])
    }
  })
})

describe('the text', () => {
  const article = (markdown: string) => ({
    file: 'a.md',
    slug: 'a',
    language: null,
    title: 'A',
    summary: '',
    price: 0,
    minutes: 1,
    markdown,
  })

  test('HTML is shown as text, and links lead to harmless schemes only', () => {
    const html = renderArticle(
      article(
        '<script>alert(1)</script>\n\n[a](javascript:alert(1)) [b](https://example.com) ![c](data:text/html,x)',
      ),
    )
    expect(html).toBe(
      '<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n' +
        '<p>[a](javascript:alert(1)) <a href="https://example.com">b</a> ![c](data:text/html,x)</p>\n',
    )
  })

  test('minutes are counted by words, and by characters where the text is Chinese', () => {
    expect(readingMinutes('')).toBe(1)
    expect(readingMinutes('word '.repeat(660))).toBe(3)
    expect(readingMinutes('字'.repeat(1200))).toBe(3)
  })

  test('a reader gets his own language, else the one without a language, else what is there', () => {
    const [none, en, zh] = [
      article(''),
      { ...article(''), language: 'en' as const },
      { ...article(''), language: 'zh' as const },
    ]
    expect(versionFor([none, en, zh], 'zh')).toBe(zh)
    expect(versionFor([en, none], 'zh')).toBe(none)
    expect(versionFor([en], 'zh')).toBe(en)
    expect(versionFor([], 'zh')).toBeUndefined()
  })
})

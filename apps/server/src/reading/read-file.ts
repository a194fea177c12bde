import { type TSchema, Type } from 'typebox'
import { Compile } from 'typebox/compile'
import { parse } from 'yaml'
import { type Article, readingMinutes } from './article.ts'

/** Largest file of an article, in bytes. */
export const LARGEST_FILE = 256 * 1024

const SLUG = /^[a-z0-9]+(?:-[a-z0-9]+)*$/
const FRONT_MATTER = /^---[ \t]*\r?\n([\s\S]*?)(?:^|\r?\n)---[ \t]*(?:\r?\n|$)/m

/** An article, or every mistake in its file as a sentence that says what is expected. */
export type ReadFile = { readonly article: Article } | { readonly mistakes: readonly string[] }

const KEYS: Readonly<Record<string, readonly [schema: TSchema, expected: string, needed: boolean]>> = {
  title: [line(200), 'a text of 1 to 200 characters on one line', true],
  price: [Type.Integer({ minimum: 0, maximum: 1_000_000_000 }), 'a whole number from 0 to 1000000000', true],
  summary: [line(500), 'a text of 1 to 500 characters on one line', false],
  language: [Type.Enum(['en', 'zh']), 'en or zh', false],
  slug: [
    Type.String({ pattern: SLUG.source, maxLength: 100 }),
    'up to 100 lower-case letters and digits in groups with - between them, such as two-at-once',
    false,
  ],
}

function line(maxLength: number): TSchema {
  return Type.String({ minLength: 1, maxLength, pattern: '^[^\\p{Cc}]*[^\\p{C}\\p{Z}][^\\p{Cc}]*$' })
}

const CHECKS = Object.entries(KEYS).map(([key, [schema, expected, needed]]) => ({
  key,
  expected,
  needed,
  validator: Compile(schema),
}))

/**
 * Reads an article: Markdown behind a front matter of YAML with `title` and `price`, and, where wanted, `summary`,
 * `language` (`en` or `zh`) and `slug` (else the file's name).
 */
export function readArticle(file: string, bytes: Uint8Array): ReadFile {
  if (bytes.byteLength > LARGEST_FILE) {
    return { mistakes: [`expected at most ${LARGEST_FILE} bytes, got ${bytes.byteLength}`] }
  }
  const text = decode(bytes)
  if (text === undefined) return { mistakes: ['expected UTF-8; save it as UTF-8'] }
  const [whole, matter] = FRONT_MATTER.exec(text) ?? []
  if (whole === undefined || matter === undefined || !text.startsWith(whole)) {
    return { mistakes: ['expected a front matter: a line ---, then title and price, then a line ---'] }
  }
  const facts = parseYaml(matter)
  if (typeof facts === 'string') return { mistakes: [facts] }
  const given = { slug: file.replace(/\.md$/, ''), ...facts }
  const mistakes = mistakesIn(given)
  if (mistakes.length > 0) return { mistakes }
  const { slug, language, title, summary, price } = given as Given
  const markdown = text.slice(whole.length)
  const minutes = readingMinutes(markdown)
  return {
    article: {
      file,
      slug,
      language: language ?? null,
      title,
      summary: summary ?? '',
      price,
      minutes,
      markdown,
    },
  }
}

interface Given {
  readonly slug: string
  readonly language?: Article['language']
  readonly title: string
  readonly summary?: string
  readonly price: number
}

function mistakesIn(given: Readonly<Record<string, unknown>>): string[] {
  const unknown = Object.keys(given).filter((key) => !Object.hasOwn(KEYS, key))
  return [
    ...unknown.map((key) => `${key}: unknown key, expected one of ${Object.keys(KEYS).join(', ')}`),
    ...CHECKS.flatMap(({ key, expected, needed, validator }) => {
      const value = given[key]
      if (value === undefined) return needed ? [`${key}: expected ${expected}, but it is missing`] : []
      return validator.Check(value) ? [] : [`${key}: expected ${expected}, got ${shown(value)}`]
    }),
  ]
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (error) {
    if (error instanceof TypeError) return undefined
    throw error
  }
}

function parseYaml(text: string): Readonly<Record<string, unknown>> | string {
  let value: unknown
  try {
    value = parse(text, { schema: 'core', maxAliasCount: 0, logLevel: 'error' })
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)
    return `the front matter is not valid YAML: ${reason}`
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return 'expected the front matter to be lines such as "title: Two at once"'
  }
  return value as Readonly<Record<string, unknown>>
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length > 80 ? `${text.slice(0, 80)}…` : text
}

import { type FileHandle, open, readdir, realpath } from 'node:fs/promises'
import { constants } from 'node:fs'
import { join, sep } from 'node:path'
import type { Article } from './article.ts'
import { LARGEST_FILE, readArticle, type ReadFile } from './read-file.ts'

const MOST_FILES = 2000

/** What a folder holds: the articles by slug, in the order of their files, and what is wrong with the other files. */
export interface Folder {
  readonly articles: ReadonlyMap<string, readonly Article[]>
  readonly mistakes: readonly string[]
  /** What was read, to be handed to the next reading: files that have not changed are not read again. */
  readonly seen: ReadonlyMap<string, SeenFile>
}

export interface SeenFile {
  readonly state: string
  readonly content: ReadFile
  /** The article as it was last without a mistake: a file that is being written is not gone from the shelf. */
  readonly lastGood?: Article
}

/**
 * Reads the `.md` files of a folder, not of folders in it. Names that begin with a dot or an underscore are drafts.
 *
 * @throws the system's error when the folder itself cannot be read
 */
export async function readFolder(
  folder: string,
  before: ReadonlyMap<string, SeenFile> = new Map(),
): Promise<Folder> {
  const root = await realpath(folder)
  const names = (await readdir(root)).filter((name) => /^[^._].*\.md$/i.test(name)).sort()
  const seen = new Map<string, SeenFile>()
  for (const name of names.slice(0, MOST_FILES)) {
    seen.set(name, remember(await readOne(root, name, before.get(name)), before.get(name)))
  }
  const tooMany =
    names.length > MOST_FILES ? [`expected at most ${MOST_FILES} articles, got ${names.length}`] : []
  const { articles, mistakes } = sort(seen)
  return { articles, mistakes: [...tooMany, ...mistakes], seen }
}

async function readOne(root: string, name: string, before: SeenFile | undefined): Promise<SeenFile> {
  const refused = (mistake: string): SeenFile => ({ state: '', content: { mistakes: [mistake] } })
  let handle: FileHandle | undefined
  try {
    const path = await realpath(join(root, name))
    if (!path.startsWith(root.endsWith(sep) ? root : root + sep)) {
      return refused('is a link to something outside the folder')
    }
    // Not by following another link that has taken the file's place meanwhile, and not waiting for a pipe's writer.
    handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
    const { size, mtimeMs, ino, isFile } = await statOf(handle)
    if (!isFile) return refused('is not a file')
    if (size > LARGEST_FILE) return refused(`expected at most ${LARGEST_FILE} bytes, got ${size}`)
    const state = `${path} ${ino} ${size} ${mtimeMs}`
    if (before?.state === state) return before
    return { state, content: readArticle(name, await handle.readFile()) }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === undefined) throw error
    return refused(`cannot be read (${code})`)
  } finally {
    await handle?.close()
  }
}

function remember({ state, content }: SeenFile, before: SeenFile | undefined): SeenFile {
  const lastGood = 'article' in content ? content.article : before?.lastGood
  return { state, content, ...(lastGood === undefined ? {} : { lastGood }) }
}

async function statOf(handle: FileHandle) {
  const stat = await handle.stat()
  return { size: stat.size, mtimeMs: stat.mtimeMs, ino: stat.ino, isFile: stat.isFile() }
}

function sort(seen: ReadonlyMap<string, SeenFile>): Pick<Folder, 'articles' | 'mistakes'> {
  const articles = new Map<string, Article[]>()
  const mistakes: string[] = []
  for (const [file, { content, lastGood: article }] of seen) {
    if ('mistakes' in content) mistakes.push(...content.mistakes.map((mistake) => `${file}: ${mistake}`))
    if (article === undefined) continue
    const versions = articles.get(article.slug) ?? []
    const clash = clashOf(versions, article)
    if (clash !== undefined) mistakes.push(`${file}: ${clash}`)
    else articles.set(article.slug, [...versions, article])
  }
  return { articles, mistakes }
}

function clashOf(versions: readonly Article[], { slug, language, price }: Article): string | undefined {
  const same = versions.find((one) => one.language === language)
  if (same !== undefined) {
    const what = language === null ? 'no language' : `language ${language}`
    return `slug: ${slug} with ${what} is in ${same.file} already`
  }
  const dearer = versions.find((one) => one.price !== price)
  if (dearer === undefined) return undefined
  return `price: expected ${dearer.price} as in ${dearer.file}, which has the same slug, got ${price}`
}

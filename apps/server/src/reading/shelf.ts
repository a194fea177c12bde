import type { Logger } from 'pino'
import type { Article } from './article.ts'
import { type Folder, readFolder } from './folder.ts'

const LOOKED_AT_EVERY_MS = 2000

const EMPTY: Folder = { articles: new Map(), mistakes: [], seen: new Map() }

/**
 * The articles of a process. The folder is looked at when somebody asks, at most every two seconds, so that a changed
 * file is seen without a restart.
 *
 * A file that has become wrong is logged once, and stays on the shelf as it was; so does everything when the folder itself
 * cannot be read.
 */
export class ArticleShelf {
  readonly #folder: string
  readonly #log: Logger
  #content: Folder = EMPTY
  #lookedAt = Number.NEGATIVE_INFINITY
  #looking: Promise<void> | undefined
  #said = ''

  constructor(folder: string, log: Logger) {
    this.#folder = folder
    this.#log = log
  }

  /** All articles by slug, each with its language versions. */
  async articles(): Promise<ReadonlyMap<string, readonly Article[]>> {
    if (performance.now() - this.#lookedAt > LOOKED_AT_EVERY_MS) {
      this.#looking ??= this.#look().finally(() => (this.#looking = undefined))
      await this.#looking
    }
    return this.#content.articles
  }

  async #look(): Promise<void> {
    try {
      this.#content = await readFolder(this.#folder, this.#content.seen)
      this.#say(this.#content.mistakes)
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code === 'ENOENT') this.#content = EMPTY
      else this.#say([`the folder cannot be read (${code ?? String(error)})`])
    }
    this.#lookedAt = performance.now()
  }

  #say(mistakes: readonly string[]): void {
    const text = mistakes.join('\n')
    if (text !== '' && text !== this.#said) {
      this.#log.warn(
        { folder: this.#folder, mistakes },
        'articles have mistakes; what was there before stays',
      )
    }
    this.#said = text
  }
}

import { dirname, resolve } from 'node:path'
import { DEFAULT_CONFIG } from '../config/defaults.ts'
import { DEFAULT_FILE } from '../config/load.ts'
import type { Config } from '../config/schema.ts'
import { SetUpError } from '../config/set-up-error.ts'
import { readFolder } from './folder.ts'

/** The folder of the articles: relative to the configuration file, or to the working folder without one. */
export function articlesFolder({ articles }: Config, configFile: string | undefined): string {
  return resolve(dirname(resolve(configFile ?? DEFAULT_FILE)), articles)
}

/**
 * Reads the articles before anybody is served. The default folder need not be there: a site without articles sells none.
 *
 * @throws {SetUpError} with every mistake in every file
 */
export async function checkArticles(folder: string, { articles }: Config): Promise<void> {
  try {
    const { mistakes } = await readFolder(folder)
    if (mistakes.length === 0) return
    const list = mistakes.map((mistake) => `  ${mistake}`).join('\n')
    throw new SetUpError(`The articles in ${folder} have mistakes:\n${list}\nCorrect them and start again.`)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === undefined) throw error
    if (code === 'ENOENT' && articles === DEFAULT_CONFIG.articles) return
    const reason = code === 'ENOENT' ? 'is not there' : `cannot be read (${code})`
    throw new SetUpError(
      `The folder of the articles, ${folder}, ${reason}. Correct "articles" in the configuration file.`,
      undefined,
      { cause: error },
    )
  }
}

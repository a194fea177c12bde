import { open, rename } from 'node:fs/promises'
import { dirname } from 'node:path'
import { createWriteStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'

/** Puts a whole new text in the place of a file: after a crash it is there, or the old one is. */
export async function replaceFile(
  path: string,
  lines: AsyncIterable<string> | Iterable<string>,
): Promise<void> {
  const unfinished = `${path}.new`
  await pipeline(lines, createWriteStream(unfinished, { mode: 0o600, flush: true }))
  await rename(unfinished, path)
  const folder = await open(dirname(path), 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

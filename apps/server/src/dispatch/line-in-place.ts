import { type FileHandle, open } from 'node:fs/promises'
import { replaceFile } from '../handset/replace-file.ts'

/** A line and its end, with room for it to grow. */
const PLACE_BYTES = 4096

/**
 * A file with one line that is written anew again and again, each time to the disk.
 *
 * It has two places, written in turn: a crash in the middle of one leaves the other one whole, with what was written
 * before. To write over what is there and to wait for that alone takes a fraction of the time that a new file in the
 * place of the old one takes, with its folder: before each message that leaves by itself, that was a sixth of what the
 * message cost the server.
 *
 * Whoever reads finds two lines, filled up with spaces, of which one may be cut off or older.
 */
export class LineInPlace {
  readonly #path: string
  /** Of each place; 0 before the first write. */
  #bytes = 0
  #turn = 0

  constructor(path: string) {
    this.#path = path
  }

  /** Resolves when the line is on disk. One call at a time. @throws what the file system does */
  async write(line: string): Promise<void> {
    const file = Buffer.byteLength(line) < this.#bytes ? await openIfThere(this.#path) : undefined
    if (file === undefined) return await this.#writeAnew(line)
    try {
      this.#turn = 1 - this.#turn
      await file.write(this.#filled(line), 0, this.#bytes, this.#turn * this.#bytes)
      await file.datasync()
    } finally {
      await file.close()
    }
  }

  async #writeAnew(line: string): Promise<void> {
    this.#bytes = Math.ceil((Buffer.byteLength(line) + 1) / PLACE_BYTES) * PLACE_BYTES
    const filled = this.#filled(line).toString()
    await replaceFile(this.#path, [filled, filled])
  }

  #filled(line: string): Buffer {
    const text = Buffer.alloc(this.#bytes, ' ')
    text.write(line)
    text.write('\n', this.#bytes - 1)
    return text
  }
}

/** Somebody may have removed it: then all of it is written anew. */
async function openIfThere(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, 'r+')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

import { open, rename, stat } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { errorCode } from './errors.ts'

const largest = 10 * 1024 * 1024

/**
 * Opens the server's log for appending. The server gets the file itself, no pipe to us: it must be able to write after
 * this process has ended. A log over 10 MB becomes `server.log.1` at the next start, and replaces the one before.
 */
export async function openLog(
  path: string,
  largestBytes: number = largest,
): Promise<{ handle: FileHandle; from: number }> {
  if ((await sizeOf(path)) > largestBytes) await rename(path, `${path}.1`)
  const handle = await open(path, 'a', 0o600)
  return { handle, from: (await handle.stat()).size }
}

/** What was written since `from`, at most its last 4,000 bytes. */
export async function readLogFrom(path: string, from: number): Promise<string> {
  const handle = await open(path, 'r')
  try {
    const { size } = await handle.stat()
    const start = Math.max(from, size - 4000)
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(Math.max(0, size - start)), 0, null, start)
    return buffer.toString('utf8', 0, bytesRead).trim()
  } finally {
    await handle.close()
  }
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return 0
    throw error
  }
}

import type { Marker } from 'daylatch'
import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { LineInPlace } from './line-in-place.ts'

/**
 * What this machine remembers of the messages that left, one file for each process. They are named by a secret that the
 * database keeps: a restored backup has it too, and another database has another.
 *
 * @param secret any secret of the site; the name does not show it
 */
export function markerFile(folder: string, secret: string): Marker {
  const site = createHash('sha256').update(`marker ${secret}`).digest('hex').slice(0, 16)
  const own = `${site}-${process.pid}.json`
  const line = new LineInPlace(join(folder, own))
  return {
    read: async () => {
      await mkdir(folder, { recursive: true, mode: 0o700 })
      const names = (await readdir(folder)).filter(
        (name) => name.startsWith(`${site}-`) && name.endsWith('.json'),
      )
      const lines = await Promise.all(names.map(async (name) => await readIfThere(join(folder, name))))
      return lines.length === 0 ? undefined : lines.join('\n')
    },
    write: async (text) => {
      await line.write(text)
      await sweep(folder, site, own)
    },
  }
}

/** Removes what processes have left that are gone: this one has read theirs, and its own says more. */
async function sweep(folder: string, site: string, own: string): Promise<void> {
  if (swept.has(folder)) return
  swept.add(folder)
  for (const name of await readdir(folder)) {
    const pid = Number(/^[0-9a-f]{16}-(\d+)\.json$/.exec(name)?.[1])
    if (name !== own && name.startsWith(`${site}-`) && !isAlive(pid))
      await rm(join(folder, name), { force: true })
  }
}

const swept = new Set<string>()

/** Another process may be removing it. */
async function readIfThere(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return ''
    throw error
  }
}

function isAlive(pid: number): boolean {
  try {
    return Number.isSafeInteger(pid) && process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

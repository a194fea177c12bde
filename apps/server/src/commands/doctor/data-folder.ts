import { stat, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import type { Finding } from './finding.ts'

const MIB = 1024 * 1024
/** Below the first PostgreSQL may stop soon; below the second somebody should look. */
const ERROR_MIB = 100
const WARNING_MIB = 1024

/** The data folder of the embedded database: who can read it, and how much room is left. */
export async function checkDataFolder(folder: string): Promise<readonly Finding[]> {
  return [await checkRights(folder), await checkSpace(folder)]
}

async function checkRights(folder: string): Promise<Finding> {
  const data = join(folder, 'pgdata')
  const [outer, inner] = await Promise.all([stat(folder), stat(data)])
  // Listing the outer folder is for its owner; passing through it is for the server's user where root starts it.
  const isOpen = (outer.mode & 0o066) !== 0 || (inner.mode & 0o077) !== 0
  const facts = { folder, mode: octal(outer.mode), dataMode: octal(inner.mode), owner: inner.uid }
  if (!isOpen) {
    return { check: 'data folder', level: 'ok', text: `${folder} is closed to other users.`, facts }
  }
  const text =
    `Other users can get at ${folder} (mode ${octal(outer.mode)}, its pgdata ${octal(inner.mode)}): members' addresses ` +
    `and the keys that sign cookies are in it. Close it: chmod 700 ${data}; chmod go-rw ${folder}`
  return { check: 'data folder', level: 'error', text, facts }
}

async function checkSpace(folder: string): Promise<Finding> {
  const { bavail, bsize } = await statfs(folder)
  const freeMib = Math.floor((bavail * bsize) / MIB)
  const level = freeMib < ERROR_MIB ? 'error' : freeMib < WARNING_MIB ? 'warning' : 'ok'
  const advice =
    level === 'ok' ? '' : ' When it is full nothing can be claimed. Free some space, or move the folder.'
  const text = `${freeMib} MiB are free on the disk of ${folder}.${advice}`
  return { check: 'disk', level, text, facts: { folder, freeMib } }
}

function octal(mode: number): string {
  return (mode & 0o777).toString(8)
}

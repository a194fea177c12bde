import { execFileSync } from 'node:child_process'
import { copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { root } from './plant.ts'

/** A folder that holds a copy of (a part of) this repository, as a clone would. */
export interface Checkout {
  readonly folder: string
  remove(): void
}

/** Only the scripts, so that what they keep and lock is the copy's own. */
export function copyScripts(): Checkout {
  const folder = mkdtempSync(path.join(tmpdir(), 'daylatch-scripts-'))
  cpSync(path.join(root, 'scripts'), path.join(folder, 'scripts'), { recursive: true })
  return { folder, remove: () => rmSync(folder, { recursive: true }) }
}

/** Every file that git knows or would add, as it is now: what a clone of the next commit holds. */
export function copyRepository(): Checkout {
  const folder = mkdtempSync(path.join(tmpdir(), 'daylatch-clone-'))
  const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { cwd: root })
  for (const file of files.toString().split('\n')) {
    if (file === '' || !existsSync(path.join(root, file))) continue
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true })
    copyFileSync(path.join(root, file), path.join(folder, file))
  }
  return { folder, remove: () => rmSync(folder, { recursive: true, maxRetries: 3 }) }
}

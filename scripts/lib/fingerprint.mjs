import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { inRoot, root } from './root.mjs'

const never = new Set(['node_modules', 'test-results', 'coverage', '.git'])

/** @param {string} name */
function isByProduct(name) {
  return name.includes('.generated.') || name.endsWith('.tsbuildinfo')
}

/**
 * Every file at or below the given paths of the checkout, in one fixed order; no generated ones, which a build writes
 * itself and so would make itself stale.
 *
 * @param {readonly string[]} paths relative to the checkout; a missing one counts as empty
 * @param {{ compiled?: boolean }} [options] whether folders called `dist` are looked into
 * @returns {string[]} paths relative to the checkout, with forward slashes
 */
export function filesBelow(paths, options = {}) {
  /** @type {string[]} */
  const found = []
  /** @param {string} name */
  const isVisited = (name) => !never.has(name) && (name !== 'dist' || options.compiled === true)
  /** @param {string} at */
  const visit = (at) => {
    const entries = readdirSync(inRoot(at), { withFileTypes: true })
    for (const entry of entries) {
      const below = `${at}/${entry.name}`
      if (entry.isDirectory() && isVisited(entry.name)) visit(below)
      else if (entry.isFile() && !isByProduct(entry.name)) found.push(below)
    }
  }
  for (const one of paths) {
    try {
      visit(one)
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined
      if (code === 'ENOTDIR') found.push(one)
      else if (code !== 'ENOENT') throw error
    }
  }
  return found.sort()
}

/**
 * A hash of the names and contents of files.
 *
 * By content and not by time: a checkout, an unpacked archive or a clock that was set back leave times in any order.
 *
 * @param {readonly string[]} paths relative to the checkout
 * @param {{ compiled?: boolean }} [options]
 * @returns {string}
 */
export function fingerprint(paths, options) {
  const hash = createHash('sha256')
  for (const file of filesBelow(paths, options)) {
    const content = readFileSync(path.join(root, file))
    hash.update(`${file}\0${String(content.length)}\0`).update(content)
  }
  return hash.digest('hex')
}

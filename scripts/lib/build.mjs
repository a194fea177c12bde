import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fingerprint } from './fingerprint.mjs'
import { inRoot, memory } from './root.mjs'
import { runStep } from './run.mjs'

/** @typedef {import('./build-parts.mjs').BuildPart} BuildPart */

/**
 * @param {string} folder relative to the checkout
 * @returns {string[]}
 */
function filesIn(folder) {
  if (!existsSync(inRoot(folder))) return []
  return readdirSync(inRoot(folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
}

/** @param {BuildPart} part */
function fingerprintOf({ inputs, ofCompiled = false }) {
  return fingerprint(inputs, { compiled: ofCompiled })
}

/** @param {BuildPart} part */
function recordOf(part) {
  return path.join(memory, 'built', `${part.name.replaceAll(' ', '-')}.json`)
}

/**
 * Whether a part must be built: 'fresh', 'changed' (its inputs are not those of the last build), or 'incomplete'
 * (somebody removed one of its outputs, which an incremental compiler would not notice).
 *
 * @param {BuildPart} part
 * @returns {'fresh' | 'changed' | 'incomplete'}
 */
export function stateOf(part) {
  const file = recordOf(part)
  if (!existsSync(file)) return 'incomplete'
  /** @type {{ inputs: string, outputs: string[] }} */
  const last = JSON.parse(readFileSync(file, 'utf8'))
  if (!last.outputs.every((output) => existsSync(inRoot(output)))) return 'incomplete'
  return last.inputs === fingerprintOf(part) ? 'fresh' : 'changed'
}

/** @param {BuildPart} part */
async function build(part) {
  const state = stateOf(part)
  if (state === 'fresh') return
  // Taken before the build: what is edited while the compiler runs counts as not yet built.
  const inputs = fingerprintOf(part)
  const remedy = 'Mend what the messages above name, then run the same command again.'
  await runStep(`Building ${part.name}`, remedy, () => part.build(state === 'incomplete'))
  const outputs = part.outputs.flatMap(filesIn).map((file) => path.relative(inRoot(), file))
  mkdirSync(path.dirname(recordOf(part)), { recursive: true })
  writeFileSync(recordOf(part), JSON.stringify({ inputs, outputs }))
}

/**
 * Builds what is stale, one part after the other.
 *
 * @param {readonly BuildPart[]} parts
 */
export async function buildIfNeeded(parts) {
  for (const part of parts) await build(part)
}

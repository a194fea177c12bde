import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * @param {string} name relative to the checkout
 * @param {object} result
 */
export function writeResult(name, result) {
  const file = path.resolve(fileURLToPath(new URL('../../', import.meta.url)), name)
  mkdirSync(path.dirname(file), { recursive: true })
  writeFileSync(file, `${JSON.stringify({ at: new Date().toISOString(), ...result }, null, 2)}\n`)
  console.log(`\n${path.relative(process.cwd(), file)}`)
}

import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * @param {string} name relative to the checkout
 * @param {object} result
 */
export function writeResult(name, result) {
  console.log('')
  write(name, `${JSON.stringify({ at: new Date().toISOString(), ...result }, null, 2)}\n`)
}

/**
 * Something more about a result, in a file that is called like it.
 *
 * @param {string} name of the result
 * @param {string} ending with the dot
 * @param {string} text
 */
export function writeBeside(name, ending, text) {
  write(name.replace(/(\.json)?$/, ending), text)
}

/**
 * @param {string} name
 * @param {string} text
 */
function write(name, text) {
  const file = path.resolve(fileURLToPath(new URL('../../', import.meta.url)), name)
  mkdirSync(path.dirname(file), { recursive: true })
  writeFileSync(file, text)
  console.log(path.relative(process.cwd(), file))
}

/** The load generator's own process: makes the requests beforehand, plays a slice, tells what came of it. */
import { requestsWith } from './requests.mjs'
import { playSlice } from './slice.mjs'

/** @typedef {import('./slice.mjs').Slice} Slice */

const request = requestsWith(process.argv[2] ?? '')

/** Blocks of members who ask again and again, kept. @type {Map<string, readonly Buffer[]>} */
const kept = new Map()

/** @param {Slice['fresh']} block */
function make({ first, count }) {
  return Array.from({ length: count }, (_, n) => request(first + n))
}

/** @param {Slice['fresh']} block */
function makeOnce(block) {
  const key = `${String(block.first)}+${String(block.count)}`
  const made = kept.get(key) ?? make(block)
  kept.set(key, made)
  return made
}

/** @param {Slice} slice */
async function play(slice) {
  const fresh = slice.isEndless ? makeOnce(slice.fresh) : make(slice.fresh)
  return await playSlice(slice, fresh, slice.repeats === undefined ? [] : makeOnce(slice.repeats.block))
}

process.on('message', (/** @type {Slice} */ slice) => {
  play(slice).then(
    (report) => process.send?.(report),
    (/** @type {unknown} */ error) => process.send?.({ failure: String(error) }),
  )
})
process.once('disconnect', () => process.exit())

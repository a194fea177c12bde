/** A contestant in JavaScript: a process with one HTTP server and one pool, whose size can be changed between slices. */
import { contestants } from '../contestants/contestants.mjs'
import { httpShell } from './http-shell.mjs'

/** @typedef {import('./http-shell.mjs').CheckIn} CheckIn */

const [name = '', url = '', key = '', resetHour = ''] = process.argv.slice(2)
const contestant = contestants[name]
if (contestant === undefined) throw new Error(`No contestant is called ${name}`)

/** @type {{ checkIn: CheckIn, end: () => Promise<void> } | undefined} */
let backEnd

/** @param {number} size of the pool */
async function use(size) {
  await backEnd?.end()
  backEnd = await contestant?.({ url, size, resetHour: Number(resetHour) })
}

const app = httpShell(key, async (memberId, card) => {
  if (backEnd === undefined) throw new Error('The size of the pool was not said yet')
  return await backEnd.checkIn(memberId, card)
})
const address = await app.listen({ host: '127.0.0.1', port: 0 })
process.on('message', (/** @type {{ size: number }} */ { size }) => {
  use(size).then(
    () => process.send?.({ size }),
    (/** @type {unknown} */ error) => process.send?.({ failure: String(error) }),
  )
})
process.once('disconnect', () => process.exit())
process.send?.({ port: Number(new URL(address).port) })

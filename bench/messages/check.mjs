import { until } from './office.mjs'

const CLIENTS = 100
const SENDERS = 8

/**
 * Before anything is timed: eight people send to the same hundred clients, while the gateway is held and after it. No
 * client may get two, and the same without the library must give some client two.
 *
 * @param {import('./office.mjs').Office} office
 */
export async function check(office) {
  const { send, swift, dispatcher } = office
  const clients = Array.from({ length: CLIENTS }, (_, n) => `checked:${String(n)}`)
  swift.hold()
  await Promise.all(
    Array.from({ length: SENDERS }, () => sendAll(clients, (client) => send('swift', client))),
  )
  swift.letGo()
  await sendAll(clients, (client) => send('swift', client))
  dispatcher.wake()
  await until('every client’s message', () => clients.every((client) => swift.arrivals.has(client)))
  const counts = clients.map((client) => swift.arrivals.get(client))
  if (counts.some((count) => count !== 1)) throw new Error('A client got more than one message')
  const doubles = await withoutLibrary(office)
  if (doubles === 0) throw new Error('The check sees nothing: without the library, no client got two')
  return `${String(CLIENTS)} clients, ${String(SENDERS + 1)} sends to each, one message each; without the library, ${String(doubles)} of 20 got more`
}

/**
 * @param {readonly string[]} clients
 * @param {(client: string) => Promise<unknown>} send
 */
async function sendAll(clients, send) {
  for (const client of clients) await send(client)
}

/**
 * Looks whether the client has had a message, calls the gateway, writes it down: what people write first.
 *
 * @param {import('./office.mjs').Office} office
 */
async function withoutLibrary({ pool, slow }) {
  await pool.query('insert into client select generate_series(1, 20)')
  /** @param {number} id */
  const send = async (id) => {
    const { rows } = await pool.query('select sent from client where id = $1', [id])
    if (rows[0].sent) return
    await slow.call(`careless:${String(id)}`)
    await pool.query('update client set sent = true where id = $1', [id])
  }
  const ids = Array.from({ length: 20 }, (_, n) => n + 1)
  await Promise.all(ids.flatMap((id) => [send(id), send(id)]))
  return ids.filter((id) => (slow.arrivals.get(`careless:${String(id)}`) ?? 0) > 1).length
}

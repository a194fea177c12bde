import { createServer } from 'node:http'

/** A gateway over HTTP that can be held: calls arrive then, and are not answered until it is let go. */
export async function openGateway() {
  /** @type {(() => void)[]} */
  const waiting = []
  let isHeld = false
  const server = createServer((request, response) => {
    request.resume()
    const answer = () => response.end('accepted')
    if (isHeld) waiting.push(answer)
    else answer()
  })
  await new Promise((resolve) => server.listen({ host: '127.0.0.1', port: 0 }, () => resolve(undefined)))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new TypeError('Expected a port')
  return {
    url: `http://127.0.0.1:${String(address.port)}/`,
    waiting: () => waiting.length,
    hold: () => {
      isHeld = true
    },
    letGo: () => {
      isHeld = false
      for (const answer of waiting.splice(0)) answer()
    },
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

import { createServer } from 'node:net'
import type { Endpoint } from './endpoint.ts'

/**
 * The port in the socket's name and, if `listen_addresses` asks for it, of TCP. In a socket folder of our own any number
 * does. For TCP a free one is taken and kept for as long as nobody else listens there when the server starts.
 */
export async function choosePort(
  settings: Endpoint['settings'],
  noted: Endpoint | undefined,
): Promise<number> {
  if (settings['port'] !== undefined) return Number(settings['port'])
  if (!settings['listen_addresses']) return 5432
  if (noted?.settings['listen_addresses'] && (await listenOnce(noted.port)) !== undefined) return noted.port
  const free = await listenOnce(0)
  if (free === undefined) throw new Error('no free TCP port on 127.0.0.1')
  return free
}

/** The number of the port if it is free, else undefined. Between this and the server's start a stranger may take it. */
function listenOnce(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(undefined))
    server.listen(port, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' ? address?.port : undefined))
    })
  })
}

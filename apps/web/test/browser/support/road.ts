import { createServer, connect } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'

/** One address for a site that may end and come back at another port: what a proxy in front of it is to a browser. */
export interface Road {
  readonly url: string
  /** From now on leads to this site. */
  lead: (url: string) => void
  close: () => Promise<void>
}

/** Opens a road that hands every byte on; where nobody listens behind it, it hangs up. */
export async function openRoad(to: string): Promise<Road> {
  let target = new URL(to)
  const open = new Set<Socket>()
  const server = createServer((client) => {
    const site = connect(Number(target.port), target.hostname)
    for (const [one, other] of [
      [client, site],
      [site, client],
    ] as const) {
      open.add(one)
      one.on('error', () => other.destroy())
      one.on('close', () => {
        open.delete(one)
        other.destroy()
      })
    }
    client.pipe(site).pipe(client)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    lead: (url) => {
      target = new URL(url)
    },
    close: async () => {
      for (const socket of open) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

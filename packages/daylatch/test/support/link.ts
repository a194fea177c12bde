import { once as event } from 'node:events'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

/** A wire between two servers that can be cut. */
export interface Link {
  /** `host` and `port` of a connection string, for whoever connects through it. */
  readonly host: string
  readonly port: string
  /** Cuts it for good: what is connected is disconnected, and nothing connects any more. */
  cut(): void
}

/** Lays a wire to the server at `url`, which must be on a local socket. */
export async function layLink(url: string): Promise<Link> {
  const target = new URL(url.replace('@/', '@socket/'))
  const port = target.searchParams.get('port') ?? '5432'
  const serverSocket = `${target.searchParams.get('host')}/.s.PGSQL.${port}`
  const folder = await mkdtemp(join(tmpdir(), 'link-'))
  const sockets = new Set<Socket>()
  let isCut = false
  const server = createServer((near) => {
    if (isCut) {
      near.destroy()
      return
    }
    const far = connect(serverSocket)
    for (const socket of [near, far]) {
      sockets.add(socket)
      socket.on('error', () => undefined)
      socket.on('close', () => (near.destroy(), far.destroy()))
    }
    near.pipe(far)
    far.pipe(near)
  })
  const own = join(folder, `.s.PGSQL.${port}`)
  server.listen(own)
  await event(server, 'listening')
  // The server at the other end may be another user: started by root, it runs as `nobody`.
  await chmod(folder, 0o711)
  await chmod(own, 0o777)
  const cut = (): void => {
    isCut = true
    for (const socket of sockets) socket.destroy()
  }
  onTestFinished(async () => {
    cut()
    server.close()
    await rm(folder, { recursive: true })
  })
  return { host: folder, port, cut }
}

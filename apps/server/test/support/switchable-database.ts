import type { TestDatabase } from '@daylatch/test-kit'
import { connect, createServer, type Socket } from 'node:net'

/** A way to a database that can be cut: existing connections end, new ones are refused, until it is mended. */
export interface SwitchableDatabase {
  readonly url: string
  cut(): Promise<void>
  mend(): Promise<void>
}

export async function switchable(database: TestDatabase): Promise<SwitchableDatabase> {
  const { rows } = await database.pool.query<{ folder: string; port: string; host: string; user: string }>(
    `select current_setting('unix_socket_directories') as folder, current_setting('port') as port,
            coalesce(host(inet_server_addr()), '') as host, current_user as user`,
  )
  const [server] = rows
  if (server === undefined) throw new TypeError('Expected the server to say where it is')
  const folder = server.folder.split(',')[0]?.trim() ?? ''
  const target =
    server.host === ''
      ? { path: `${folder}/.s.PGSQL.${server.port}` }
      : { host: server.host, port: Number(server.port) }
  const open = new Set<Socket>()
  const proxy = createServer((inner) => {
    const outer = connect(target)
    for (const socket of [inner, outer]) {
      open.add(socket)
      socket.on('error', () => socket.destroy())
      socket.once('close', () => {
        open.delete(socket)
        inner.destroy()
        outer.destroy()
      })
    }
    inner.pipe(outer).pipe(inner)
  })
  const listen = (port: number): Promise<void> =>
    new Promise((resolve) => {
      proxy.listen(port, '127.0.0.1', resolve)
    })
  await listen(0)
  const address = proxy.address()
  if (typeof address !== 'object' || address === null) throw new TypeError('Expected a port')
  const { port } = address
  const name = new URL(database.url.replace(/^([a-z]+:\/\/)[^/]*@?[^/]*\//, 'http://x/')).pathname
  return {
    url: `postgresql://${server.user}@127.0.0.1:${port}${name}`,
    cut: async () => {
      const closed = new Promise((resolve) => {
        proxy.close(resolve)
      })
      for (const socket of open) socket.destroy()
      await closed
    },
    mend: async () => {
      await listen(port)
    },
  }
}

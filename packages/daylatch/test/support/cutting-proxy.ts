import { connect, createServer, type Socket } from 'node:net'
import { once as event } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

/** Where the first COMMIT that passes is cut off. */
export type Cut = 'before the server gets it' | 'before its answer comes back' | 'its answer never comes'

/**
 * Stands on the wire between driver and server, and cuts one COMMIT: the one after the first `spared` that pass.
 *
 * Knows the protocol only as far as needed: the driver sends COMMIT as a simple query, `Q` length `commit` NUL, and the
 * server answers with CommandComplete, `C` length `COMMIT` NUL (PostgreSQL manual, 54.7 "Message Formats").
 */
export async function cuttingProxy(
  databaseUrl: string,
  cut: Cut,
  spared = 0,
): Promise<{ url: string; cuts: () => number }> {
  const target = new URL(databaseUrl.replace('@/', '@socket/'))
  const port = target.searchParams.get('port') ?? '5432'
  const serverSocket = `${target.searchParams.get('host')}/.s.PGSQL.${port}`
  const folder = await mkdtemp(join(tmpdir(), 'cut-'))
  const sockets = new Set<Socket>()
  let cuts = 0
  let seen = 0
  const server = createServer((driver) => {
    const upstream = connect(serverSocket)
    for (const socket of [driver, upstream]) {
      sockets.add(socket)
      socket.on('error', () => undefined)
      socket.on('close', () => (driver.destroy(), upstream.destroy()))
    }
    let isCommitting = false
    driver.on('data', (data) => {
      if (data.includes('commit\0')) seen += 1
      const commits = cuts === 0 && seen === spared + 1 && data.includes('commit\0')
      if (commits && cut === 'before the server gets it') {
        cuts += 1
        driver.destroy()
        return
      }
      isCommitting ||= commits
      upstream.write(data)
    })
    upstream.on('data', (data) => {
      if (isCommitting && data.includes('COMMIT\0')) {
        cuts += 1
        if (cut === 'before its answer comes back') driver.destroy()
      } else if (!isCommitting) driver.write(data)
    })
  })
  server.listen(join(folder, `.s.PGSQL.${port}`))
  await event(server, 'listening')
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy()
    server.close()
    await rm(folder, { recursive: true })
  })
  return { url: databaseUrl.replace(/host=[^&]*/, `host=${encodeURIComponent(folder)}`), cuts: () => cuts }
}

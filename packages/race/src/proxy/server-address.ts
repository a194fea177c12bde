import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { connect as connectTls, type ConnectionOptions } from 'node:tls'
import { Client } from 'pg'
import { sslRequest } from '../wire/startup.ts'

/** Where the real server is, and how to get there. */
export interface ServerAddress {
  readonly host: string
  readonly port: number
  readonly user: string
  readonly password: string | null
  readonly database: string
  /** `null` where the url asks for none. */
  readonly tls: ConnectionOptions | null
}

/** Reads a url as `pg` does, with its environment variables and its password file's absence. */
export function readServerAddress(url: string): ServerAddress {
  const { host, port, user, password, database, ssl } = new Client({ connectionString: url })
  return {
    host,
    port,
    user: user ?? 'postgres',
    password: password ?? null,
    database: database ?? user ?? 'postgres',
    tls: ssl === false || ssl === undefined ? null : ssl === true ? {} : ssl,
  }
}

/** A connection to the server on which nothing has been said yet but what TLS needs. */
export async function connectToServer(address: ServerAddress): Promise<Socket> {
  const { host, port, tls } = address
  const socket = host.startsWith('/')
    ? connect(join(host, `.s.PGSQL.${port}`))
    : connect({ host, port, noDelay: true })
  await once(socket, 'connect')
  // A server's Unix socket has no TLS; libpq does not ask for it there either.
  return tls === null || host.startsWith('/') ? socket : await encrypted(socket, tls, host)
}

async function encrypted(socket: Socket, tls: ConnectionOptions, host: string): Promise<Socket> {
  socket.write(sslRequest)
  const answer = await new Promise<Buffer>((resolve, reject) => {
    socket.once('data', resolve).once('error', reject)
    socket.once('close', () => reject(new Error('the server closed the connection')))
  })
  if (answer.toString('latin1') !== 'S') {
    socket.destroy()
    throw new Error('the server speaks no TLS')
  }
  const secure = connectTls({ servername: host, ...tls, socket, ALPNProtocols: ['postgresql'] })
  await once(secure, 'secureConnect')
  return secure
}

function once(socket: Socket, event: 'connect' | 'secureConnect'): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once(event, () => {
      socket.off('error', reject)
      resolve()
    })
    socket.once('error', reject)
  })
}

import { NothingWritten } from 'daylatch'
import { connect, isIP, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'

/**
 * A new connection to the host of `url`, for TLS with its handshake done. Not one byte of a request has been written to
 * it, so whatever goes wrong until here is definite.
 *
 * @throws {NothingWritten} when the name does not resolve, the connection is refused, the certificate is not trusted, or
 *   `signal` is aborted first. It names host and port and the code of the error, never the path.
 */
export function openSocket(url: URL, signal: AbortSignal): Promise<Socket> {
  const isTls = url.protocol === 'https:'
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1')
  const port = Number(url.port === '' ? (isTls ? 443 : 80) : url.port)
  return new Promise((resolve, reject) => {
    const socket = isTls
      ? connectTls({ host, port, ...(isIP(host) === 0 ? { servername: host } : {}) })
      : connect({ host, port })
    const giveUp = (cause: unknown): void => {
      socket.destroy()
      reject(new NothingWritten(`no connection to ${host}:${port} (${wordFor(cause)})`, { cause }))
    }
    const abort = (): void => {
      giveUp(signal.reason)
    }
    const settled = (): void => {
      signal.removeEventListener('abort', abort)
      socket.off('error', giveUp).off('close', giveUp)
      // Between here and the request an error has no other listener; whoever writes next is told of it.
      socket.on('error', () => undefined)
      socket.setNoDelay(true)
      resolve(socket)
    }
    socket.once('error', giveUp).once('close', giveUp)
    socket.once(isTls ? 'secureConnect' : 'connect', settled)
    signal.addEventListener('abort', abort, { once: true })
    if (signal.aborted) abort()
  })
}

/** A short word for an error: its code, or its name. Messages of drivers differ by version, and may show addresses. */
export function wordFor(error: unknown): string {
  if (!(error instanceof Error)) return 'closed'
  const { code } = error as NodeJS.ErrnoException
  if (typeof code === 'string') return code
  const inner = error instanceof AggregateError ? (error.errors as readonly unknown[])[0] : undefined
  return inner === undefined ? error.name : wordFor(inner)
}

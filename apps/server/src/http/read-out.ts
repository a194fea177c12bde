import type { IncomingMessage } from 'node:http'
import type { App } from './server-types.ts'

/** How much of a refused body is read and thrown away. */
const MOST_BYTES = 64 * 1024 * 1024
const MOST_MS = 10_000

/**
 * Reads what is left of a refused body before an answer that closes the connection. A client that is still sending would
 * otherwise be reset, and most clients then show a broken connection instead of the refusal.
 */
export function readOutBeforeClosing(app: App): void {
  // With a callback: this stands before every answer, and nearly all of them have nothing to wait for.
  app.addHook('onSend', (request, reply, payload, done) => {
    const closes = reply.getHeader('connection') === 'close' || request.headers.connection === 'close'
    // A request that was passed on with its body, `direct-check-in.ts`, has been read and is never `complete`.
    if (!closes || request.raw.complete || request.raw.readableEnded) done(null, payload)
    else readOut(request.raw, () => done(null, payload))
  })
}

/** Says when the body ended, the client left, or either limit was reached. */
function readOut(body: IncomingMessage, done: () => void): void {
  let left = MOST_BYTES
  const stop = (): void => {
    clearTimeout(timer)
    body.off('data', count).off('end', stop).off('close', stop).off('error', stop)
    done()
  }
  const count = (chunk: Buffer): void => {
    left -= chunk.length
    if (left < 0) stop()
  }
  const timer = setTimeout(stop, MOST_MS)
  body.on('data', count).on('end', stop).on('close', stop).on('error', stop)
  body.resume()
}

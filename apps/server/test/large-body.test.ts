import { fastify } from 'fastify'
import { connect } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startSite, type TestSite } from './support/start-site.ts'

/** More than the buffers between two sockets hold. */
const BYTES = 24 * 1024 * 1024

let site: TestSite
beforeAll(async () => {
  site = await startSite()
})

afterAll(async () => {
  await site.stop()
})

/** Sends all of a large body before it reads a byte, as simple clients do. Gives the answer's status, or `broken`. */
async function sendThenRead(url: string, path: string, headers: readonly string[]): Promise<string> {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject)
      const head = [`POST ${path} HTTP/1.1`, `host: ${hostname}:${port}`, 'connection: close', ...headers]
      socket.pause()
      socket.write(`${head.join('\r\n')}\r\n\r\n`)
      socket.write(body(headers), (error) => (error ? reject(error) : resolve()))
    })
    let answer = ''
    for await (const chunk of socket) answer += String(chunk)
    return answer.slice(9, 12)
  } catch {
    return 'broken'
  } finally {
    socket.destroy()
  }
}

const LENGTH = ['content-type: application/json', `content-length: ${BYTES}`]
const CHUNKED = ['content-type: application/json', 'transfer-encoding: chunked']

function body(headers: readonly string[]): string {
  const text = 'x'.repeat(BYTES)
  return headers === CHUNKED ? `${BYTES.toString(16)}\r\n${text}\r\n0\r\n\r\n` : text
}

test.each([
  ['too large by the length that it tells', LENGTH],
  ['too large, and comes in chunks', CHUNKED],
])('whoever sends a body that is %s is told so', async (_how, headers) => {
  expect(await sendThenRead(site.url, '/api/auth/sign-in/email', headers)).toBe('413')
})

test('whoever is refused before the body is looked at is told so', async () => {
  expect(await sendThenRead(site.url, '/api/check-ins', LENGTH)).toBe('401')
})

test('without reading the body to its end the connection breaks under the client (twin)', async () => {
  const app = fastify()
  app.post('/api/check-ins', () => ({}))
  const url = await app.listen({ port: 0, host: '127.0.0.1' })
  expect(await sendThenRead(url, '/api/check-ins', LENGTH)).toBe('broken')
  await app.close()
})

test('a client that leaves in the middle of a refused body holds up nobody', async () => {
  const { hostname, port } = new URL(site.url)
  const socket = connect(Number(port), hostname)
  socket.write(['POST /api/check-ins HTTP/1.1', `host: ${hostname}:${port}`, ...LENGTH, '', 'x'].join('\r\n'))
  await new Promise((resolve) => socket.once('connect', resolve))
  socket.destroy()
  expect((await fetch(`${site.url}/healthz`)).status).toBe(200)
})

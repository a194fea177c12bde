import { requirement, spawnProcess } from '@daylatch/test-kit'
import { LeaseLost, NothingWritten } from 'daylatch'
import { spawnSync } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { httpCall, NoAnswer } from '../../src/gateways/http-call.ts'
import { type Reaction, scriptedServer } from '../support/gateways/scripted-server.ts'

const patient = new AbortController().signal
const hasLease = (): void => undefined

function post(url: string, { signal = patient, assertLease = hasLease, timeoutMs = 30_000 } = {}) {
  const wanted = { url: new URL(url), method: 'POST', headers: {}, body: 'Grüße' } as const
  return httpCall(wanted, { signal, assertLease }, timeoutMs)
}

/** The error of a call, and how many whole requests had arrived by then. */
async function failure(reaction: Reaction): Promise<{ error: unknown; arrivals: number }> {
  const server = await scriptedServer(() => reaction)
  try {
    const error: unknown = await post(server.url).then(
      () => undefined,
      (thrown: unknown) => thrown,
    )
    return { error, arrivals: server.arrivals.length }
  } finally {
    await server.close()
  }
}

describe('one call', () => {
  test('carries its body whole, and closes its connection', async () => {
    const server = await scriptedServer(() => ({ status: 200, body: 'Taken: ä' }))
    const { status, body } = await post(`${server.url}/path?a=b`)
    await server.close()

    expect([status, body]).toEqual([200, 'Taken: ä'])
    const [arrival] = server.arrivals
    expect(arrival).toMatchObject({ method: 'POST', path: '/path?a=b', body: 'Grüße' })
    expect(arrival?.headers.get('host')).toBe(new URL(server.url).host)
    expect(arrival?.headers.get('connection')).toBe('close')
  })

  test.each([
    ['more than 256 KiB', { status: 200, body: 'x'.repeat(300_000) }],
    ['another protocol', { status: 101, headers: { upgrade: 'websocket', connection: 'upgrade' } }],
    ['less than it says', { status: 200, body: 'x', missing: 10 }],
  ])('that is answered with %s has arrived, and has no answer', async (_what, reaction) => {
    const { error, arrivals } = await failure(reaction)

    expect([error instanceof NoAnswer, error instanceof NothingWritten, arrivals]).toEqual([true, false, 1])
  })
})

describe('nothing is written', () => {
  test.each([
    ['when nobody listens', 'http://127.0.0.1:1/', 'no connection to 127.0.0.1:1 (ECONNREFUSED)'],
    [
      'when the name does not resolve',
      'http://gateway.invalid/secret',
      'no connection to gateway.invalid:80 (',
    ],
  ])('%s', async (_when, url, message) => {
    const error: unknown = await post(url).catch((thrown: unknown) => thrown)

    expect(error).toBeInstanceOf(NothingWritten)
    expect((error as Error).message).toContain(message)
    expect((error as Error).message).not.toContain('secret')
  })

  test('when the other side does not speak TLS', async () => {
    const server = await scriptedServer(() => ({ status: 200 }))
    await expect(post(server.url.replace('http:', 'https:'), { timeoutMs: 500 })).rejects.toThrow(
      NothingWritten,
    )
    await server.close()
    expect(server.arrivals).toHaveLength(0)
  })

  test('when the lease is over by the time that the connection stands: not a byte', async () => {
    const server = await scriptedServer(() => ({ status: 200 }))
    const assertLease = (): void => {
      throw new LeaseLost()
    }
    await expect(post(server.url, { assertLease })).rejects.toThrow(LeaseLost)
    await server.close()
    expect([server.connections, server.bytesRead]).toEqual([1, 0])
  })

  test('when the time is over before the connection stands', async () => {
    await expect(post('http://127.0.0.1:1/', { signal: AbortSignal.abort() })).rejects.toThrow(NothingWritten)
  })
})

test('its own time is over without anybody else looking at the clock', async () => {
  const server = await scriptedServer(() => ({ silence: true }))
  const error: unknown = await post(server.url, { timeoutMs: 500 }).catch((thrown: unknown) => thrown)
  const arrivals = server.arrivals.length
  await server.close()

  // On a very busy machine even the connection may take longer: then nothing was written, and it says so.
  expect(error).toBeInstanceOf(arrivals === 0 ? NothingWritten : NoAnswer)
})

const hasOpenssl = requirement(
  spawnSync('openssl', ['version']).status === 0,
  'needs openssl',
  'apt-get install openssl',
)

describe.skipIf(!hasOpenssl)('over TLS', () => {
  let folder: string
  let cert: string

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'daylatch-tls-'))
    cert = join(folder, 'cert.pem')
    const parameters = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
    const names = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1']
    const files = ['-keyout', join(folder, 'key.pem'), '-out', cert]
    const { status, stderr } = spawnSync('openssl', [...parameters, ...names, ...files], { encoding: 'utf8' })
    if (status !== 0) throw new Error(stderr)
  })

  afterAll(async () => {
    await rm(folder, { recursive: true })
  })

  /** What a process makes of it that trusts the certificate, or does not. */
  async function callFrom(env: NodeJS.ProcessEnv): Promise<unknown> {
    const tls = { key: await readFile(join(folder, 'key.pem'), 'utf8'), cert: await readFile(cert, 'utf8') }
    const server = await scriptedServer(() => ({ status: 202 }), { tls })
    const program = fileURLToPath(new URL('child/call.mjs', import.meta.url))
    const child = spawnProcess(process.execPath, [program, server.url], {
      env: { PATH: process.env['PATH'], ...env },
    })
    await child.exit
    await server.close()
    return { ...(JSON.parse(child.stdout()) as object), arrivals: server.arrivals.length }
  }

  test('a certificate that is trusted is spoken to', async () => {
    expect(await callFrom({ NODE_EXTRA_CA_CERTS: cert })).toEqual({ status: 202, arrivals: 1 })
  })

  test('one that is not is given nothing', async () => {
    expect(await callFrom({})).toMatchObject({ name: 'NothingWritten', arrivals: 0 })
  })
})

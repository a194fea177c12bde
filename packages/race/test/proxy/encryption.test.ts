import { execFile, spawnSync } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { chmodSync, chownSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect as connectTls, type TLSSocket } from 'node:tls'
import { promisify } from 'node:util'
import { Client } from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { requirement, startThrowawayServer, type ThrowawayServer } from '@daylatch/test-kit'
import { createLabCertificate } from '../../src/proxy/lab-certificate.ts'
import { startProxy, type Proxy, type ProxyOptions } from '../../src/proxy/start-proxy.ts'
import { writeStartup } from '../../src/wire/startup.ts'
import { RecordingGate } from './support.ts'

const lab = createLabCertificate()
const python = '/usr/bin/python3'
const run = promisify(execFile)
let server: ThrowawayServer
let folder: string
let tcpUrl: string
let password: string
let proxies: Proxy[] = []

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'race-tls-'))
  chmodSync(folder, 0o755)
  for (const [name, text] of Object.entries({ key: lab.key, certificate: lab.certificate })) {
    const file = join(folder, name)
    writeFileSync(file, text, { mode: name === 'key' ? 0o600 : 0o644 })
    // As root the server runs as nobody, and it reads no key of somebody else's.
    if (process.getuid?.() === 0) chownSync(file, 65534, 65534)
  }
  server = await startThrowawayServer({
    settings: {
      listen_addresses: '127.0.0.1',
      ssl: 'on',
      ssl_cert_file: join(folder, 'certificate'),
      ssl_key_file: join(folder, 'key'),
    },
  })
  password = readFileSync(join(server.postgres.dataFolder, 'password'), 'utf8').trim()
  const { port } = new Client({ connectionString: server.url })
  tcpUrl = `postgresql://daylatch:${password}@localhost:${port}/daylatch`
})
afterEach(async () => {
  await Promise.all(proxies.map((proxy) => proxy.close()))
  proxies = []
})
afterAll(async () => {
  await server.stop()
  rmSync(folder, { recursive: true })
})

async function open(url: string, options: Partial<ProxyOptions> = {}): Promise<Proxy> {
  const proxy = await startProxy({ server: url, gate: new RecordingGate(), ...options })
  proxies.push(proxy)
  return proxy
}

const verified = (): string => `${tcpUrl}?sslmode=verify-full&sslrootcert=${join(folder, 'certificate')}`

/** Whether the server's own connection is encrypted. */
async function ask(url: string, ssl: boolean | { ca: string } = false): Promise<boolean> {
  const client = new Client({ connectionString: url, ...(ssl === false ? {} : { ssl, host: 'localhost' }) })
  await client.connect()
  try {
    const { rows } = await client.query('select ssl from pg_stat_ssl where pid = pg_backend_pid()')
    return rows[0].ssl
  } finally {
    await client.end()
  }
}

describe('the server', () => {
  test('asks the client itself for its password: SCRAM passes through', async () => {
    const proxy = await open(tcpUrl)
    expect(await ask(proxy.url('daylatch'))).toBe(false)
    const wrong = proxy.url('daylatch').replace(password, 'wrong')
    await expect(ask(wrong)).rejects.toMatchObject({ code: '28P01' })
  })

  test('is spoken to over TLS where its url asks for that, and its certificate is looked at', async () => {
    expect(await ask((await open(verified())).url('daylatch'))).toBe(true)
    const other = join(folder, 'other')
    writeFileSync(other, createLabCertificate().certificate)
    const stranger = await open(`${tcpUrl}?sslmode=verify-full&sslrootcert=${other}`)
    await expect(ask(stranger.url('daylatch'))).rejects.toMatchObject({ code: '08001' })
  })

  test('that cannot be reached is told to the client as an error, without the password', async () => {
    const proxy = await open('postgresql://daylatch:sesame@127.0.0.1:1/daylatch')
    const error: unknown = await ask(proxy.url('daylatch')).catch((caught: unknown) => caught)
    expect(error).toMatchObject({ code: '08001' })
    expect(String(error)).not.toContain('sesame')
  })
})

describe('the client', () => {
  test.each([
    ['plain', (): string => tcpUrl, false],
    ['encrypted', verified, true],
  ])('that insists on TLS gets it from the lab, before a server that is %s', async (_, url, isEncrypted) => {
    const proxy = await open(url(), { tls: lab })
    expect(await ask(proxy.url('daylatch'), { ca: lab.certificate })).toBe(isEncrypted)
  })

  test('that insists on TLS is told that there is none, where the lab has no certificate', async () => {
    const proxy = await open(tcpUrl)
    await expect(ask(proxy.url('daylatch'), { ca: lab.certificate })).rejects.toThrow('SSL')
  })

  test('that asks for GSS and for TLS, and does without them, goes on in clear text', async () => {
    const { port } = await open(server.url)
    const socket = connect(port, '127.0.0.1')
    const heard = await new Promise<string>((resolve, reject) => {
      let text = ''
      socket.on('error', reject).on('data', (chunk) => {
        text += chunk.toString('latin1')
        if (text === 'N') socket.write(Buffer.from([0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f]))
        else if (text === 'NN') {
          const start = [['user', 'daylatch'] as const, ['database', 'daylatch'] as const]
          socket.write(writeStartup(0x30000, new Map(start)))
        } else if (text.endsWith('Z\0\0\0\u0005I')) resolve(text)
      })
      socket.write(Buffer.from([0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x30]))
    })
    socket.end()
    expect(heard.slice(0, 3)).toBe('NNR')
  })

  test('that begins with TLS at once is understood', async () => {
    const { port } = await open(server.url, { tls: lab })
    const socket = await new Promise<TLSSocket>((resolve, reject) => {
      const options = { host: 'localhost', port, ca: lab.certificate, ALPNProtocols: ['postgresql'] }
      const made = connectTls(options, () => resolve(made)).on('error', reject)
    })
    const start = [['user', 'daylatch'] as const, ['database', 'daylatch'] as const]
    socket.write(writeStartup(0x30000, new Map(start)))
    const first = await new Promise<Buffer>((resolve) => socket.once('data', resolve))
    socket.destroy()
    expect([first.toString('latin1', 0, 1), socket.alpnProtocol]).toEqual(['R', 'postgresql'])
  })

  const hasPsycopg2 = requirement(
    spawnSync(python, ['-c', 'import psycopg2']).status === 0,
    "needs Debian's psycopg2",
    'apt-get install python3-psycopg2',
  )

  /** What libpq says of its connection, or nothing when it gets none. */
  async function libpq(port: number, mode: string, binding: string): Promise<string> {
    const program = 'import sys, psycopg2; print(psycopg2.connect(sys.argv[1]).info.ssl_in_use)'
    const root = `sslrootcert=${join(folder, 'certificate')}`
    const words = `host=localhost port=${port} user=daylatch dbname=daylatch sslmode=${mode} channel_binding=${binding} ${root}`
    const { stdout } = await run(python, ['-c', program, words], { env: { PGPASSWORD: password } })
    return stdout.trim()
  }

  test.skipIf(!hasPsycopg2).each([
    ['verify-full', 'prefer', 'plain', (): string => tcpUrl],
    ['prefer', 'prefer', 'plain', (): string => tcpUrl],
    ['require', 'disable', 'encrypted', verified],
  ])(
    'that is libpq with sslmode=%s and channel_binding=%s connects to a server that is %s',
    async (mode, binding, _, url) => {
      const { port } = await open(url(), { tls: lab })
      expect(await libpq(port, mode, binding)).toBe('True')
    },
  )

  test.skipIf(!hasPsycopg2)(
    'that wants channel binding is refused: its channel ends at the proxy',
    async () => {
      const { port } = await open(tcpUrl, { tls: lab })
      await expect(libpq(port, 'require', 'require')).rejects.toThrow('channel binding')
    },
  )

  test.skipIf(!hasPsycopg2)(
    'that could have bound its channel is refused by an encrypted server, which offers that, as a forgery',
    async () => {
      const { port } = await open(verified(), { tls: lab })
      await expect(libpq(port, 'require', 'prefer')).rejects.toThrow('channel binding')
    },
  )
})

test('the certificate is what OpenSSL takes for one of this machine', () => {
  const certificate = new X509Certificate(lab.certificate)
  expect(certificate.verify(certificate.publicKey)).toBe(true)
  expect([certificate.ca, certificate.checkHost('localhost'), certificate.checkIP('127.0.0.1')]).toEqual([
    true,
    'localhost',
    '127.0.0.1',
  ])
  for (let count = 0; count < 50; count++) {
    // Serial numbers are random; one that begins with zeros must still be written in its shortest form.
    expect(new X509Certificate(createLabCertificate().certificate).serialNumber).not.toBe('')
  }
})

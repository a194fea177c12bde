import { requirement, type SpawnedProcess, spawnProcess, waitFor } from '@daylatch/test-kit'
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Debian puts it into kannel-extras. */
const FAKE_SMSC = '/usr/lib/kannel/test/fakesmsc'

function isInstalled(): boolean {
  return existsSync(FAKE_SMSC) && spawnSync('smsbox', ['--version']).error === undefined
}

/** For `describe.skipIf(!hasKannel)`. */
export const hasKannel: boolean = requirement(
  isInstalled(),
  'needs Kannel',
  'apt-get install --no-install-recommends kannel kannel-extras',
)

export interface TestKannel {
  /** Of `sendsms`. */
  readonly url: string
  /** What came out at the SMSC's side, in order: `<sender receiver text …>` as fakesmsc prints it. */
  arrivals(): readonly string[]
  /** Stops and resumes bearerbox, which smsbox waits for before it answers. */
  pause(): void
  resume(): void
  /** Resolves when smsbox has taken in a request for this receiver. */
  taken(recipient: string): Promise<void>
  stop(): Promise<void>
}

export interface KannelOptions {
  /** The port of an SMPP centre that the test runs. @default fakesmsc, started here */
  readonly smppPort?: number
  /** More lines for the group of this name, such as `sms-outgoing-queue-limit = 0` for `core`. */
  readonly more?: Readonly<Record<string, string>>
  /** Whether there is an SMSC at all. @default true */
  readonly connected?: boolean
}

/** A real Kannel: bearerbox, smsbox and an SMSC on free ports, its files in a folder of its own. User and password are `app`. */
export async function startKannel(options: KannelOptions = {}): Promise<TestKannel> {
  const folder = await mkdtemp(join(tmpdir(), 'daylatch-kannel-'))
  const ports = await freePorts()
  const file = join(folder, 'kannel.conf')
  await writeFile(file, configuration(folder, ports, options))
  const started: SpawnedProcess[] = []
  const start = (command: string, ...args: readonly string[]): SpawnedProcess => {
    const child = spawnProcess(command, args, { cwd: folder })
    started.push(child)
    return child
  }
  const stop = async (): Promise<void> => {
    for (const child of started.toReversed()) await child.kill('SIGKILL')
    await rm(folder, { recursive: true })
  }
  const status = async (): Promise<string> => {
    try {
      const answer = await fetch(`http://127.0.0.1:${ports.admin}/status.txt?password=status`)
      return await answer.text()
    } catch (error) {
      if (error instanceof TypeError) return 'does not listen yet'
      throw error
    }
  }
  try {
    const bearerbox = start('bearerbox', file)
    await waitFor('bearerbox', async () => (await status()).includes('Kannel'))
    let smsc: SpawnedProcess | undefined
    if (options.smppPort === undefined && options.connected !== false) {
      const [host, port] = ['127.0.0.1', String(ports.smsc)]
      smsc = start(FAKE_SMSC, '-H', host, '-r', port, '-m', '0', '1 2 text nop')
    }
    const smsbox = start('smsbox', file)
    await waitFor('a box and an SMSC', async () => {
      const text = await status()
      return /\n\s+smsbox:/.test(text) && (options.connected === false || /\(online /.test(text))
    })
    const url = `http://127.0.0.1:${ports.sendsms}/cgi-bin/sendsms`
    await waitFor('smsbox', async () => {
      const answer = await fetch(url).catch(() => undefined)
      return answer?.status === 403
    })
    const arrivals = (): readonly string[] =>
      [...(smsc?.stderr() ?? '').matchAll(/Got message \d+: (<.*>)/g)].map((match) => match[1] ?? '')
    return {
      url,
      arrivals,
      pause: () => {
        bearerbox.send('SIGSTOP')
      },
      resume: () => {
        bearerbox.send('SIGCONT')
      },
      taken: async (recipient) => {
        await waitFor(`smsbox to take ${recipient}`, () => smsbox.stderr().includes(`to:<${recipient}>`))
      },
      stop,
    }
  } catch (error) {
    const said = started.map((child) => child.stderr().slice(-2000)).join('\n')
    await stop()
    throw new Error(`Kannel did not start:\n${said}`, { cause: error })
  }
}

interface Ports {
  readonly admin: number
  readonly boxes: number
  readonly sendsms: number
  readonly smsc: number
}

/** Four ports that nobody has; they are held until all are found, so that they differ. */
async function freePorts(): Promise<Ports> {
  const servers = await Promise.all(
    [0, 1, 2, 3].map(async () => {
      const server = createServer()
      await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
      return server
    }),
  )
  const [admin = 0, boxes = 0, sendsms = 0, smsc = 0] = servers.map((server) => {
    const address = server.address()
    return typeof address === 'object' && address !== null ? address.port : 0
  })
  await Promise.all(servers.map(async (server) => await new Promise((resolve) => server.close(resolve))))
  return { admin, boxes, sendsms, smsc }
}

function configuration(folder: string, ports: Ports, { smppPort, more = {} }: KannelOptions): string {
  const groups: Readonly<Record<string, readonly string[]>> = {
    core: [
      `admin-port = ${ports.admin}`,
      'admin-interface = 127.0.0.1',
      'admin-password = admin',
      'status-password = status',
      `smsbox-port = ${ports.boxes}`,
      'smsbox-interface = 127.0.0.1',
      'box-allow-ip = 127.0.0.1',
      'dlr-storage = internal',
    ],
    smsc:
      smppPort === undefined
        ? [
            'smsc = fake',
            'smsc-id = TEST',
            'host = 127.0.0.1',
            `port = ${ports.smsc}`,
            'connect-allow-ip = 127.0.0.1',
          ]
        : [
            'smsc = smpp',
            'smsc-id = TEST',
            'host = 127.0.0.1',
            `port = ${smppPort}`,
            'transceiver-mode = true',
            'smsc-username = user',
            'smsc-password = pass',
            'system-type = VMA',
            'interface-version = 34',
            'reconnect-delay = 1',
          ],
    smsbox: [
      'bearerbox-host = 127.0.0.1',
      `bearerbox-port = ${ports.boxes}`,
      `sendsms-port = ${ports.sendsms}`,
      'sendsms-interface = 127.0.0.1',
      'global-sender = 12345',
      `access-log = ${join(folder, 'access.log')}`,
    ],
    'sendsms-user': ['username = app', 'password = app', 'max-messages = 10', 'concatenation = true'],
    'sms-service': ['keyword = default', 'text = none', 'max-messages = 0'],
  }
  return Object.entries(groups)
    .map(([group, lines]) => `group = ${group}\n${[...lines, more[group] ?? ''].join('\n')}\n`)
    .join('\n')
}

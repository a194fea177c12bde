import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import type { ApplicationContext, ApplicationProcess } from '../config/lab-options.ts'
import { RaceError } from '../errors.ts'

export interface StartedApplication {
  /** Without a closing slash. */
  readonly address: string
  stop(): Promise<void>
}

/** How long it may take to end by itself after SIGTERM. */
const politeMs = 5_000
const longestOutput = 4_000

/**
 * Starts it in a process group of its own, and waits until it answers.
 *
 * @throws RaceError `APPLICATION_FAILED`, with the end of what it wrote
 */
export async function startApplication(
  options: ApplicationProcess,
  context: Omit<ApplicationContext, 'port'>,
): Promise<StartedApplication> {
  const port = await freePort()
  const address = (options.url ?? `http://127.0.0.1:${port}`).replace(/\/$/, '')
  if (options.command === undefined) {
    await waitUntilReady(options, address, () => null)
    return { address, stop: async () => undefined }
  }
  const env = typeof options.env === 'function' ? options.env({ ...context, port }) : (options.env ?? {})
  const child = spawn(options.command, {
    shell: true,
    detached: true,
    cwd: options.cwd ?? process.cwd(),
    env: { ...process.env, DATABASE_URL: context.url, PORT: String(port), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  let end: string | null = null
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output = (output + text).slice(-longestOutput)))
  child.once('error', (error) => (end = error.message))
  const exit = once(child, 'close').then(
    ([code, signal]: (number | string | null)[]) => (end = `ended with ${signal ?? code}`),
  )
  exit.catch(() => undefined)
  const kill = (signal: NodeJS.Signals): void => {
    if (child.pid === undefined || end !== null) return
    try {
      process.kill(-child.pid, signal)
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
    }
  }
  const killAtExit = (): void => kill('SIGKILL')
  process.once('exit', killAtExit)
  const stop = async (): Promise<void> => {
    process.off('exit', killAtExit)
    kill('SIGTERM')
    await Promise.race([exit, pause(politeMs, undefined, { ref: false })])
    kill('SIGKILL')
  }
  try {
    await waitUntilReady(options, address, () => end)
  } catch (error) {
    await stop()
    if (!(error instanceof RaceError)) throw error
    throw new RaceError('APPLICATION_FAILED', `${error.message}. It wrote:\n${output.trim()}`)
  }
  return { address, stop }
}

async function waitUntilReady(
  { ready = '/', readyWithinMs = 30_000, command = 'The application' }: ApplicationProcess,
  address: string,
  end: () => string | null,
): Promise<void> {
  const deadline = performance.now() + readyWithinMs
  for (;;) {
    const ended = end()
    if (ended !== null)
      throw new RaceError('APPLICATION_FAILED', `\`${command}\` ${ended} before it answered`)
    const status = await statusOf(address + ready)
    if (status !== null && status < 500) return
    if (performance.now() > deadline) {
      const got = status === null ? 'no answer' : `status ${status}`
      throw new RaceError(
        'APPLICATION_FAILED',
        `Expected ${address}${ready} to answer within ${readyWithinMs} ms, got ${got}`,
      )
    }
    await pause(25)
  }
}

async function statusOf(url: string): Promise<number | null> {
  try {
    const answer = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(2_000) })
    await answer.arrayBuffer()
    return answer.status
  } catch (error) {
    // Nobody listens yet.
    if (error instanceof Error) return null
    throw error
  }
}

/** One that nobody listens on at the moment. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('A TCP server has a port')
  return address.port
}

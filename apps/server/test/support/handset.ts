import { waitFor } from '@daylatch/test-kit'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { type Endpoint, readEndpoint } from '../../src/handset/endpoint.ts'
import { findOrStart } from '../../src/handset/find-or-start.ts'
import type { Behaviour, Delivery, HandsetMessage, HandsetPage } from '../../src/handset/protocol.ts'
import { type Spoken, talk } from '../../src/handset/talk.ts'

/** A handset process of the test's own, ended with the test. */
export class TestHandset {
  readonly folder: string
  #endpoint: Endpoint

  private constructor(folder: string, endpoint: Endpoint) {
    this.folder = folder
    this.#endpoint = endpoint
  }

  static async start(): Promise<TestHandset> {
    const folder = await handsetFolder()
    return new TestHandset(folder, await findOrStart(folder))
  }

  get pid(): number {
    return this.#endpoint.pid
  }

  async ask(method: string, path: string, body?: unknown): Promise<Spoken> {
    return await talk(this.#endpoint, method, path, { body, timeoutMs: 30_000 })
  }

  async send(delivery: Partial<Delivery> = {}): Promise<Spoken> {
    return await this.ask('POST', '/messages', deliveryOf(delivery))
  }

  async behave(behaviour: Partial<Behaviour>): Promise<void> {
    const { status } = await this.ask('PUT', '/behaviour', behaviour)
    if (status !== 200) throw new Error(`Expected 200, got ${status}`)
  }

  async messages(number?: string): Promise<readonly HandsetMessage[]> {
    const query = number === undefined ? '' : `?number=${encodeURIComponent(number)}`
    return ((await this.ask('GET', `/messages${query}`)).body as HandsetPage).items
  }

  /** kill -9. Resolves when nothing of it is left. */
  async kill(): Promise<void> {
    process.kill(this.pid, 'SIGKILL')
    await gone(this.pid)
  }

  async startAgain(): Promise<void> {
    this.#endpoint = await findOrStart(this.folder)
  }
}

let sent = 0

function deliveryOf(delivery: Partial<Delivery>): Delivery {
  sent += 1
  const key = delivery.key ?? `message-${sent}`
  return {
    number: '+447700900123',
    text: 'Your table is ready',
    key,
    attemptId: `${key}.1`,
    keyed: false,
    ...delivery,
  }
}

/** A folder that does not exist yet; whatever runs in it ends with the test. */
export async function handsetFolder(): Promise<string> {
  const data = await mkdtemp(join(tmpdir(), 'daylatch-handset-'))
  const folder = join(data, 'handset')
  onTestFinished(async () => {
    await endHandset(folder)
    await rm(data, { recursive: true, force: true })
  })
  return folder
}

/** Ends whatever handset the folder's file names. */
export async function endHandset(folder: string): Promise<void> {
  const pid = (await readEndpoint(folder).catch(() => undefined))?.pid
  if (pid === undefined || !isAlive(pid)) return
  process.kill(pid, 'SIGKILL')
  await gone(pid)
}

export async function gone(pid: number): Promise<void> {
  await waitFor(`process ${pid} to be gone`, () => !isAlive(pid))
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    // ESRCH: there is no such process.
    return false
  }
}

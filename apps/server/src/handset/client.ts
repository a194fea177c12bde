import { Problem } from '../http/problem.ts'
import { readEndpoint } from './endpoint.ts'
import type { Behaviour, HandsetPage } from './protocol.ts'
import { type Spoken, talk } from './talk.ts'

/** The handset as the site's routes see it. It may be restarted at any time; it is looked for at each call. */
export class HandsetClient {
  readonly #folder: string

  constructor(folder: string) {
    this.#folder = folder
  }

  /** Newest first. @throws {Problem} 503 `handset-unavailable` */
  async messages(query: {
    readonly number?: string
    readonly cursor?: string
    readonly limit?: number
  }): Promise<HandsetPage> {
    const words = new URLSearchParams()
    for (const [name, value] of Object.entries(query)) words.set(name, String(value))
    return (await this.#ask('GET', `/messages?${words.toString()}`)) as HandsetPage
  }

  /** @throws {Problem} 503 `handset-unavailable` */
  async behaviour(): Promise<Behaviour> {
    return (await this.#ask('GET', '/behaviour')) as Behaviour
  }

  /** Holds from now on, also for a handset that is restarted. @throws {Problem} 503 `handset-unavailable` */
  async behave(behaviour: Behaviour): Promise<Behaviour> {
    return (await this.#ask('PUT', '/behaviour', behaviour)) as Behaviour
  }

  async #ask(method: string, path: string, body?: unknown): Promise<unknown> {
    let spoken: Spoken | undefined
    try {
      const endpoint = await readEndpoint(this.#folder)
      if (endpoint !== undefined) spoken = await talk(endpoint, method, path, { body })
    } catch (error) {
      throw unavailable(error)
    }
    if (spoken?.status !== 200) throw unavailable(spoken?.body)
    return spoken.body
  }
}

function unavailable(cause: unknown): Problem {
  return new Problem(503, 'handset-unavailable', 'The handset does not answer. It is being started again.', {
    cause,
  })
}

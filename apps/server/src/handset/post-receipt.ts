import { Agent as PlainAgent, type ClientRequest, request as plainRequest } from 'node:http'
import { Agent as TlsAgent, request as tlsRequest } from 'node:https'

const ANSWER_MS = 10_000

/** Posts JSON on connections that are kept open. */
export class Poster {
  readonly #agents = {
    'http:': new PlainAgent({ keepAlive: true }),
    'https:': new TlsAgent({ keepAlive: true }),
  }
  readonly #underWay = new Set<ClientRequest>()

  /** @returns the status of the answer, or `undefined` if there was none in ten seconds */
  post(url: URL, body: string): Promise<number | undefined> {
    const isTls = url.protocol === 'https:'
    return new Promise((resolve) => {
      const request = (isTls ? tlsRequest : plainRequest)(url, {
        method: 'POST',
        agent: this.#agents[isTls ? 'https:' : 'http:'],
        headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
        timeout: ANSWER_MS,
      })
      this.#underWay.add(request)
      request.on('response', (response) => {
        response.resume()
        response.on('error', () => undefined)
        resolve(response.statusCode)
      })
      request.on('timeout', () => request.destroy())
      request.on('error', () => resolve(undefined))
      request.on('close', () => {
        this.#underWay.delete(request)
        resolve(undefined)
      })
      request.end(body)
    })
  }

  /** Breaks off what is under way. */
  stop(): void {
    for (const request of this.#underWay) request.destroy()
    for (const agent of Object.values(this.#agents)) agent.destroy()
  }
}

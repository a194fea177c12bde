import { Agent, request } from 'node:http'
import type { IncomingHttpHeaders } from 'node:http'
import type { HttpActor } from '../config/lab-options.ts'
import { RaceError } from '../errors.ts'

export interface HttpAnswer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

// A connection for each request. One that is kept may be closed by the application's server at the moment when the next
// request is written to it, and that request would fail once in a while, whatever the schedule says.
const agent = new Agent({ keepAlive: false })

/** Sends the request and reads the whole answer, whatever its status. */
export function sendRequest(actor: HttpActor, address: string | null): Promise<HttpAnswer> {
  const target = /^https?:/.test(actor.path) ? actor.path : address === null ? null : address + actor.path
  if (target === null) {
    throw new RaceError(
      'BAD_OPTION',
      `Expected \`application\` to be { command, … } or { url }, for \`${actor.name}\``,
    )
  }
  return new Promise((resolve, reject) => {
    const sent = request(
      target,
      {
        method: actor.method,
        agent,
        headers: {
          ...actor.headers,
          ...(actor.body === null ? {} : { 'content-length': Buffer.byteLength(actor.body) }),
        },
      },
      (answer) => {
        const chunks: Buffer[] = []
        answer.on('data', (chunk: Buffer) => chunks.push(chunk))
        answer.once('error', reject)
        answer.once('end', () =>
          resolve({
            status: answer.statusCode ?? 0,
            headers: answer.headers,
            body: Buffer.concat(chunks).toString('utf8'),
          }),
        )
      },
    )
    sent.once('error', reject)
    sent.end(actor.body ?? undefined)
  })
}

import { once } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingMessage, Server } from 'node:http'
import type { Gateway, GatewayCall } from '../config/lab-options.ts'
import { messageOf } from '../run/verdict.ts'

/** Holds whoever calls, until the schedule lets the call arrive. */
export interface Holder {
  hold(kind: 'call', name: string): Promise<void>
}

/** The stubs of one lab. */
export interface Gateways {
  readonly urls: Readonly<Record<string, string>>
  /** What arrived since `forget`, by stub. */
  calls(): Readonly<Record<string, readonly GatewayCall[]>>
  forget(): void
  /** Who holds the calls from now on. */
  attach(holder: Holder): void
  close(): Promise<void>
}

/** Listens on a port of 127.0.0.1 for each stub. */
export async function openGateways(stubs: Readonly<Record<string, Gateway>>): Promise<Gateways> {
  const calls: Record<string, GatewayCall[]> = {}
  const urls: Record<string, string> = {}
  const servers: Server[] = []
  let holder: Holder | null = null
  for (const [name, gateway] of Object.entries(stubs)) {
    calls[name] = []
    const server = createServer((request, response) => {
      const answer = async (): Promise<void> => {
        const call = await readCall(request)
        await holder?.hold('call', `${name}: ${call.method} ${call.path}`)
        // It has arrived now, whatever becomes of the answer.
        calls[name]?.push(call)
        const { status = 200, headers = {}, body = '' } = (await gateway(call)) ?? {}
        response.writeHead(status, headers).end(body)
      }
      answer().catch((error: unknown) => {
        response.writeHead(500, { 'content-type': 'text/plain' }).end(messageOf(error))
      })
    })
    servers.push(server.listen(0, '127.0.0.1'))
    await once(server, 'listening')
    const address = server.address()
    urls[name] = `http://127.0.0.1:${typeof address === 'object' ? (address?.port ?? 0) : 0}`
  }
  return {
    urls,
    calls: () => Object.fromEntries(Object.entries(calls).map(([name, made]) => [name, [...made]])),
    forget: () => {
      for (const made of Object.values(calls)) made.length = 0
    },
    attach: (next) => {
      holder = next
    },
    close: async () => {
      for (const server of servers) {
        server.closeAllConnections()
        server.close()
        await once(server, 'close')
      }
    },
  }
}

async function readCall(request: IncomingMessage): Promise<GatewayCall> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(Buffer.from(chunk as Uint8Array))
  return {
    method: request.method ?? 'GET',
    path: request.url ?? '/',
    body: Buffer.concat(chunks).toString('utf8'),
  }
}

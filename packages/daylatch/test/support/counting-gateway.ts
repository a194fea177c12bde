import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import type { Gateway, GatewayAnswer } from '../../src/index.ts'

/** A gateway behind real HTTP that counts what arrives and answers when the test says so. */
export interface CountingGateway {
  readonly gateway: Gateway
  /** The attempts that arrived, in their order. */
  readonly arrivals: string[]
  /** Answers all that wait, and from now on at once. */
  readonly answer: (status: number) => void
}

export async function countingGateway(options: Partial<Gateway> = {}): Promise<CountingGateway> {
  const arrivals: string[] = []
  const waiting: ServerResponse[] = []
  let answers: number | undefined
  const server = createServer((request, response) => {
    arrivals.push(String(request.headers['x-attempt']))
    if (answers === undefined) waiting.push(response)
    else response.writeHead(answers).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return {
    gateway: {
      class: 'blind',
      timeoutMs: 60_000,
      ...options,
      async send(message, { signal, assertLease }): Promise<GatewayAnswer> {
        assertLease()
        const headers = { 'x-attempt': message.attemptId }
        const { status } = await fetch(`http://127.0.0.1:${port}`, { method: 'POST', headers, signal })
        return status === 202
          ? { outcome: 'accepted', gatewayRef: `ref-${arrivals.length}` }
          : { outcome: 'refused', code: 'no-such-number', again: false }
      },
    },
    arrivals,
    answer: (status) => {
      answers = status
      for (const response of waiting.splice(0)) response.writeHead(status).end()
    },
  }
}

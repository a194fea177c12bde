import { type Gateway, type GatewayAnswer, NothingWritten } from 'daylatch'
import { once } from 'node:events'
import { Agent, type IncomingMessage, request } from 'node:http'
import { describe, expect, test } from 'vitest'
import { httpCall } from '../../src/gateways/http-call.ts'
import {
  contractCase,
  type ContractSubject,
  describeGatewayContract,
} from '../support/gateways/gateway-contract.ts'

const accepts = { status: 200, body: '{"id":"1"}' }

/** The smallest gateway that holds everything. */
describeGatewayContract('a plain HTTP gateway', {
  accepts,
  make: (url, timeoutMs) => ({
    class: 'blind',
    timeoutMs,
    send: async (message, context) => {
      const body = JSON.stringify(message)
      const { status, body: text } = await httpCall(
        { url: new URL(url), method: 'POST', headers: {}, body },
        context,
        timeoutMs,
      )
      return status === 200 ? { outcome: 'accepted', gatewayRef: idIn(text) } : UNKNOWN
    },
  }),
})

const UNKNOWN: GatewayAnswer = { outcome: 'unknown', reason: 'no answer that is documented' }

/** @throws {Error} when it is none: an outcome that nobody knows */
function idIn(text: string): string {
  return (JSON.parse(text) as { readonly id: string }).id
}

/** The usual client: what most programs would write. */
function careless(send: (url: string, signal: AbortSignal) => Promise<GatewayAnswer>): ContractSubject {
  const make = (url: string, timeoutMs: number): Gateway => ({
    class: 'blind',
    timeoutMs,
    send: async (_message, { signal }) => await send(url, signal),
  })
  return { make, accepts }
}

async function post(
  url: string,
  signal: AbortSignal,
  redirect: RequestInit['redirect'] = 'manual',
): Promise<GatewayAnswer> {
  const response = await fetch(url, { method: 'POST', body: '{}', signal, redirect })
  await response.arrayBuffer()
  return response.ok ? { outcome: 'accepted' } : UNKNOWN
}

async function postBy(agent: Agent, url: string): Promise<GatewayAnswer> {
  const call = request(url, { method: 'POST', agent }).end('{}')
  const [response] = (await once(call, 'response')) as [IncomingMessage]
  await once(response.resume(), 'close')
  return { outcome: 'accepted' }
}

describe('without the guards', () => {
  test('a client that tries again sends twice', async () => {
    const retrying = careless(
      async (url, signal) => await post(url, signal).catch(async () => await post(url, signal)),
    )

    expect(await contractCase('a server that reads the request and closes').observe(retrying)).toEqual({
      outcome: 'unknown',
      arrivals: 2,
    })
  })

  test('a client that follows redirects sends twice and more', async () => {
    const following = careless(async (url, signal) => await post(url, signal, 'follow'))

    const { arrivals } = await contractCase('a redirect is not followed').observe(following)
    expect(arrivals).toBe(21)
  })

  test('a client that calls every failure definite lies about one that arrived', async () => {
    const hopeful = careless(async (url, signal) => {
      try {
        return await post(url, signal)
      } catch (cause) {
        throw new NothingWritten('fetch failed', { cause })
      }
    })

    expect(await contractCase('a server that reads the request and closes').observe(hopeful)).toEqual({
      outcome: 'nothing written',
      arrivals: 1,
    })
  })

  test('a client that takes every 2xx for an answer claims what nobody said', async () => {
    const trusting = careless(post)

    expect(await contractCase('a 201 that cannot be read').observe(trusting)).toEqual({
      outcome: 'accepted',
      arrivals: 1,
    })
  })

  test('a client that does not look at its lease writes after it', async () => {
    expect(await contractCase('when the lease is lost').observe(careless(post))).toEqual({
      outcome: 'accepted',
      arrivals: 1,
    })
  })

  test('a client that keeps its connections loses a message on one that the server has given up', async () => {
    const { observe } = contractCase('a connection that the server closes after its answer')
    const agent = new Agent({ keepAlive: true })
    const keeping = careless(async (url) => await postBy(agent, url))

    expect(await observe(keeping)).toEqual({ outcome: 'unknown', arrivals: 2 })
  })
})

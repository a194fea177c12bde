import type { Gateway } from 'daylatch'
import { describe, expect, test } from 'vitest'
import { type Outcome, outcomeOf } from './observe.ts'
import { type Reaction, scriptedServer } from './scripted-server.ts'

/** A gateway of the kind under test, which talks to `url`. */
export type MakeGateway = (url: string, timeoutMs: number) => Gateway | Promise<Gateway>

export interface ContractSubject {
  readonly make: MakeGateway
  /** An answer by which this kind of gateway takes a message. */
  readonly accepts: Extract<Reaction, { status: number }>
}

/** What happened: what the dispatcher learned, and how many whole requests reached the gateway. */
export interface Observed {
  readonly outcome: Outcome
  readonly arrivals: number
}

export interface ContractCase {
  readonly fact: string
  readonly expected: Observed
  readonly observe: (subject: ContractSubject) => Promise<Observed>
}

/** Nothing waits for so long; a busy machine may need some of it. */
const LONG_MS = 30_000

function reacting(
  fact: string,
  expected: Observed,
  reaction: (subject: ContractSubject, url: () => string) => Reaction,
  { leaseIsLost = false } = {},
): ContractCase {
  return {
    fact,
    expected,
    observe: async (subject) => {
      let url = ''
      const server = await scriptedServer(() => reaction(subject, () => url))
      url = server.url
      try {
        const outcome = await outcomeOf(await subject.make(server.url, LONG_MS), { leaseIsLost })
        return { outcome, arrivals: server.arrivals.length }
      } finally {
        await server.close()
      }
    },
  }
}

const LOST = { outcome: 'unknown', arrivals: 1 } as const

/** What every gateway has to hold, whatever it talks to. */
export const contractCases: readonly ContractCase[] = [
  reacting(
    'a message that is taken is accepted',
    { outcome: 'accepted', arrivals: 1 },
    ({ accepts }) => accepts,
  ),
  reacting('a server that reads the request and closes leaves it unknown, and sees it once', LOST, () => ({
    close: true,
  })),
  {
    fact: 'a server that is silent leaves it unknown when the time is over, and sees it once',
    expected: LOST,
    observe: async ({ make }) => {
      const time = new AbortController()
      const server = await scriptedServer(() => {
        time.abort(new Error('the time is over'))
        return { silence: true }
      })
      try {
        const outcome = await outcomeOf(await make(server.url, LONG_MS), { signal: time.signal })
        return { outcome, arrivals: server.arrivals.length }
      } finally {
        await server.close()
      }
    },
  },
  reacting('an answer that is cut off leaves it unknown', LOST, ({ accepts }) => ({
    ...accepts,
    missing: 5,
  })),
  reacting('a redirect is not followed', LOST, (_, url) => ({
    status: 307,
    headers: { location: `${url()}/again` },
  })),
  reacting('nor is one that asks for a GET', LOST, (_, url) => ({
    status: 303,
    headers: { location: url() },
  })),
  ...[200, 201, 202].map((status) =>
    reacting(`a ${status} that cannot be read leaves it unknown`, LOST, () => ({
      status,
      headers: { 'content-type': 'application/json' },
      body: '{"sid": "SM',
    })),
  ),
  ...[500, 502, 504].map((status) =>
    reacting(`a ${status} of somebody on the way leaves it unknown`, LOST, () => ({
      status,
      body: '<h1>Oops</h1>',
    })),
  ),
  reacting(
    'when the lease is lost, nothing is written',
    { outcome: 'nothing written', arrivals: 0 },
    ({ accepts }) => accepts,
    { leaseIsLost: true },
  ),
  {
    fact: 'when nobody listens, nothing is written',
    expected: { outcome: 'nothing written', arrivals: 0 },
    observe: async ({ make }) => ({
      // A port that no server chooses.
      outcome: await outcomeOf(await make('http://127.0.0.1:1', LONG_MS)),
      arrivals: 0,
    }),
  },
  {
    fact: 'a connection that the server closes after its answer costs the next message nothing',
    expected: { outcome: 'accepted', arrivals: 2 },
    observe: async ({ make, accepts }) => {
      // Says that it keeps the connection, and reads the next request on it without answering.
      const server = await scriptedServer((_, count) =>
        server.connections < count ? { close: true } : { ...accepts, keepOpen: true },
      )
      try {
        const gateway = await make(server.url, LONG_MS)
        await outcomeOf(gateway)
        const outcome = await outcomeOf(gateway)
        return { outcome, arrivals: server.arrivals.length }
      } finally {
        await server.close()
      }
    },
  },
]

/** The tests that every gateway has to pass. What is particular to one stands in its own file. */
export function describeGatewayContract(name: string, subject: ContractSubject): void {
  describe(`${name} holds what every gateway holds`, () => {
    test.each(contractCases)('$fact', async ({ observe, expected }) => {
      expect(await observe(subject)).toEqual(expected)
    })
  })
}

/** One of the cases, for a twin that breaks it. */
export function contractCase(fact: string): ContractCase {
  const found = contractCases.find((one) => one.fact.startsWith(fact))
  if (found === undefined) throw new TypeError(`Expected one of the contract's cases, got ${fact}`)
  return found
}

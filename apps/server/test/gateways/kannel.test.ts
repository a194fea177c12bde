import { waitFor } from '@daylatch/test-kit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { kannelGateway } from '../../src/gateways/kannel/kannel.ts'
import { describeGatewayContract } from '../support/gateways/gateway-contract.ts'
import { hasKannel, startKannel, type TestKannel } from '../support/gateways/kannel.ts'
import { answerOf } from '../support/gateways/observe.ts'

interface Wish {
  readonly password?: string
  readonly timeoutMs?: number
  readonly from?: string
}

function kannelAt(url: string, { password = 'app', timeoutMs = 30_000, from }: Wish = {}) {
  return kannelGateway({
    name: 'kannel',
    settings: { kind: 'kannel', url, username: 'app', ...(from === undefined ? {} : { from }) },
    timeoutMs,
    secret: password,
    receiptUrl: ({ attempt }) => `http://127.0.0.1:1/receipts/${attempt}`,
  }).gateway
}

describeGatewayContract('Kannel', {
  make: (url, timeoutMs) => kannelAt(url, { timeoutMs }),
  accepts: { status: 202, body: '0: Accepted for delivery' },
})

describe.skipIf(!hasKannel)('a real Kannel', () => {
  let kannel: TestKannel
  beforeAll(async () => {
    kannel = await startKannel()
  })
  afterAll(async () => {
    await kannel.stop()
  })

  function countOf(recipient: string): number {
    return kannel.arrivals().filter((line) => line.includes(` ${recipient} `)).length
  }

  async function arrival(recipient: string): Promise<string> {
    return await waitFor(`a message for ${recipient}`, () =>
      kannel.arrivals().find((line) => line.includes(` ${recipient} `)),
    )
  }

  test('accepts a message, and it arrives once, from the sender that was configured', async () => {
    const gateway = kannelAt(kannel.url, { from: 'Bistro' })
    const message = { recipient: '+447700900001', payload: { text: 'Your table is ready: 8 €' } }

    expect(await answerOf(gateway, { message })).toEqual({ outcome: 'accepted' })
    expect(await arrival('+447700900001')).toBe('<Bistro +447700900001 text Your table is ready: 8 €>')
    expect(countOf('+447700900001')).toBe(1)
  })

  test('carries what no seven bits can hold as UCS-2', async () => {
    const message = { recipient: '+8613800138000', payload: { text: '您的座位好了' } }

    expect(await answerOf(kannelAt(kannel.url), { message })).toEqual({ outcome: 'accepted' })
    const line = await arrival('+8613800138000')
    expect(ucs2(/ ucs-2 (.*)>/.exec(line)?.[1] ?? line)).toBe('您的座位好了')
  })

  test('refuses a wrong password for good, by its code and in its words', async () => {
    expect(await answerOf(kannelAt(kannel.url, { password: 'guess' }))).toEqual({
      outcome: 'refused',
      code: '403',
      again: false,
      detail: { answer: 'Authorization failed for sendsms' },
    })
  })

  test('refuses an address that is not its own', async () => {
    const elsewhere = kannel.url.replace('sendsms', 'sendfax')

    expect(await answerOf(kannelAt(elsewhere))).toMatchObject({
      outcome: 'refused',
      code: '404',
      again: false,
    })
  })

  test('that stalls leaves it unknown; when it goes on, the message arrives once', async () => {
    const recipient = '+447700900002'
    const time = new AbortController()
    kannel.pause()
    const stalled = answerOf(kannelAt(kannel.url), { message: { recipient }, signal: time.signal })
    await kannel.taken(recipient)
    time.abort(new Error('the time is over'))

    expect(await stalled).toMatchObject({ outcome: 'unknown' })
    expect(countOf(recipient)).toBe(0)
    kannel.resume()
    await arrival(recipient)
    // The next one comes after it, so a second copy would have been seen by now.
    await answerOf(kannelAt(kannel.url), { message: { recipient: '+447700900003' } })
    await arrival('+447700900003')
    expect(countOf(recipient)).toBe(1)
  })
})

describe.skipIf(!hasKannel)('a real Kannel whose SMSC is away', () => {
  test('queues a message, which it then has; and asks to come again when its queue is full', async () => {
    const kannel = await startKannel({ connected: false, more: { core: 'sms-outgoing-queue-limit = 1' } })
    try {
      const gateway = kannelAt(kannel.url)

      expect(await answerOf(gateway)).toEqual({ outcome: 'accepted', detail: { queued: true } })
      expect(await answerOf(gateway)).toEqual({
        outcome: 'refused',
        code: '503',
        again: true,
        detail: { answer: 'Temporal failure, try again later.' },
      })
    } finally {
      await kannel.stop()
    }
  })
})

/** Percent signs and characters, as fakesmsc shows bytes. */
function ucs2(shown: string): string {
  const bytes = [...shown.matchAll(/%([0-9A-F]{2})|(.)/gs)].map(([, hex, plain = '']) =>
    hex === undefined ? plain.charCodeAt(0) : Number.parseInt(hex, 16),
  )
  return Buffer.from(bytes).swap16().toString('utf16le')
}

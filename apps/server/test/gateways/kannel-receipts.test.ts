import { waitFor } from '@daylatch/test-kit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { kannelGateway } from '../../src/gateways/kannel/kannel.ts'
import { readKannelReceipt } from '../../src/gateways/kannel/receipt.ts'
import type { ReceiptReading } from '../../src/gateways/site-gateway.ts'
import { hasKannel, startKannel, type TestKannel } from '../support/gateways/kannel.ts'
import { answerOf } from '../support/gateways/observe.ts'
import { type Arrival, type ScriptedServer, scriptedServer } from '../support/gateways/scripted-server.ts'
import { type SmscReaction, startSmsc, type TestSmsc } from '../support/gateways/smsc.ts'

type Receipt = Extract<ReceiptReading, { read: 'receipt' }>

/** ESME_RINVDSTADR: the SMSC says that there is no such number. */
const INVALID_NUMBER = 0x0b

/** Kannel turns the plus sign into the SMPP number type. */
const REACTIONS: Readonly<Record<string, SmscReaction>> = {
  '447700900001': { report: 'DELIVRD' },
  '447700900002': { report: 'UNDELIV' },
  '447700900003': { refuse: INVALID_NUMBER },
}

describe.skipIf(!hasKannel)('delivery reports of a real Kannel with an SMPP centre', () => {
  let smsc: TestSmsc
  let kannel: TestKannel
  let receiver: ScriptedServer

  beforeAll(async () => {
    smsc = await startSmsc((number) => REACTIONS[number] ?? { report: 'EXPIRED' })
    receiver = await scriptedServer(() => ({ status: 204 }))
    kannel = await startKannel({ smppPort: smsc.port })
  })

  afterAll(async () => {
    await kannel.stop()
    await receiver.close()
    await smsc.close()
  })

  /** Sends one message, and reads the first `count` receipts that come for it. */
  async function receiptsOf(recipient: string, count: number): Promise<readonly Receipt[]> {
    const token = recipient.slice(1)
    const { gateway } = kannelGateway({
      name: 'kannel',
      settings: { kind: 'kannel', url: kannel.url, username: 'app' },
      timeoutMs: 30_000,
      secret: 'app',
      receiptUrl: () => `${receiver.url}/api/gateways/kannel/receipts/${token}`,
    })
    expect(await answerOf(gateway, { message: { recipient } })).toEqual({ outcome: 'accepted' })
    const found = await waitFor(`${count} receipts for ${recipient}`, () => {
      const some = receiver.arrivals.filter(({ path }) => path.includes(`/receipts/${token}?`))
      return some.length >= count && some
    })
    // Kannel does not wait for one answer before it sends the next.
    return found.map(read).sort((one, other) => (one.status < other.status ? -1 : 1))
  }

  function read({ path, method }: Arrival): Receipt {
    expect(method).toBe('GET')
    const url = new URL(path, receiver.url)
    const query = Object.fromEntries(url.searchParams)
    const reading = readKannelReceipt({ method: 'GET', url: url.href, headers: {}, query, body: undefined })
    if (reading.read !== 'receipt') throw new TypeError(`Expected a receipt, got ${path}`)
    return reading
  }

  test('tell that the SMSC has it, and that it was delivered', async () => {
    expect(await receiptsOf('+447700900001', 2)).toEqual([
      { read: 'receipt', status: 'accepted', gatewayRef: 'm1' },
      { read: 'receipt', status: 'delivered', code: 'DELIVRD 000', gatewayRef: 'm1' },
    ])
  })

  test('tell that it could not be delivered', async () => {
    const [, last] = await receiptsOf('+447700900002', 2)
    expect(last).toMatchObject({ read: 'receipt', status: 'undelivered', code: 'UNDELIV 000' })
  })

  test('tell that the SMSC has not taken it, with its code', async () => {
    expect(await receiptsOf('+447700900003', 1)).toEqual([
      { read: 'receipt', status: 'undelivered', code: '0x0000000b' },
    ])
  })
})

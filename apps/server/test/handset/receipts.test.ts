import { waitFor } from '@daylatch/test-kit'
import { createServer, type Server } from 'node:http'
import { expect, onTestFinished, test } from 'vitest'
import type { HandsetReceipt } from '../../src/handset/protocol.ts'
import { TestHandset } from '../support/handset.ts'

/** Somebody who gets receipts; `status` says what he answers. */
class Receiver {
  readonly receipts: HandsetReceipt[] = []
  status = 200
  #server: Server | undefined
  #port = 0

  get url(): string {
    return `http://127.0.0.1:${this.#port}/receipts/token`
  }

  async listen(): Promise<void> {
    const server = createServer((request, response) => {
      let text = ''
      request.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
      request.on('end', () => {
        this.receipts.push(JSON.parse(text) as HandsetReceipt)
        response.writeHead(this.status).end()
      })
    })
    await new Promise<void>((resolve) => void server.listen(this.#port, '127.0.0.1', resolve))
    const address = server.address()
    if (typeof address === 'object' && address !== null) this.#port = address.port
    this.#server = server
  }

  async close(): Promise<void> {
    const server = this.#server
    this.#server = undefined
    server?.closeAllConnections()
    await new Promise((resolve) => (server === undefined ? resolve(0) : server.close(resolve)))
  }
}

async function receiver(): Promise<Receiver> {
  const made = new Receiver()
  onTestFinished(async () => await made.close())
  await made.listen()
  return made
}

async function states(handset: TestHandset): Promise<readonly string[]> {
  return (await handset.messages()).map((message) => message.receipt)
}

test('a receipt names the message and the attempt, and is sent once', async () => {
  const [handset, server] = [await TestHandset.start(), await receiver()]
  await handset.send({ attemptId: 'e.1', receiptUrl: server.url })
  await waitFor('the receipt to be taken', async () => (await states(handset))[0] === 'sent')
  expect(server.receipts).toEqual([
    {
      messageId: 'h-1',
      attemptId: 'e.1',
      status: 'delivered',
      deliveredAt: expect.stringMatching(/Z$/) as string,
    },
  ])
})

test('`double-receipt` sends the same one twice', async () => {
  const [handset, server] = [await TestHandset.start(), await receiver()]
  await handset.behave({ mode: 'double-receipt' })
  await handset.send({ receiptUrl: server.url })
  await waitFor('both to be taken', async () => (await states(handset))[0] === 'sent')
  expect(server.receipts).toHaveLength(2)
  expect(server.receipts[0]).toEqual(server.receipts[1])
})

test('`late-receipt` sends it later, and those of later messages do not wait for it', async () => {
  const [handset, server] = [await TestHandset.start(), await receiver()]
  await handset.behave({ mode: 'late-receipt', seconds: 3600 })
  await handset.send({ receiptUrl: server.url })
  await handset.behave({ mode: 'normal' })
  await handset.send({ receiptUrl: server.url })
  await waitFor('the second to be taken', async () => (await states(handset))[0] === 'sent')
  expect(await states(handset)).toEqual(['sent', 'waiting'])
})

test('whoever is away gets all of them when he is back, also from a handset that was killed meanwhile', async () => {
  const [handset, server] = [await TestHandset.start(), await receiver()]
  await server.close()
  for (let count = 0; count < 20; count += 1) await handset.send({ receiptUrl: server.url })
  await handset.kill()
  await handset.startAgain()
  expect(new Set(await states(handset))).toEqual(new Set(['waiting']))
  await server.listen()
  await waitFor('all to be taken', async () => (await states(handset)).every((state) => state === 'sent'))
  expect(new Set(server.receipts.map(({ messageId }) => messageId)).size).toBe(20)
  await handset.kill()
  await handset.startAgain()
  expect(new Set(await states(handset))).toEqual(new Set(['sent']))
})

test('one that is answered with an error is sent again until it is taken', async () => {
  const [handset, server] = [await TestHandset.start(), await receiver()]
  server.status = 503
  await handset.send({ receiptUrl: server.url })
  await waitFor('three tries', () => server.receipts.length >= 3)
  expect(await states(handset)).toEqual(['waiting'])
  server.status = 204
  await waitFor('it to be taken', async () => (await states(handset))[0] === 'sent')
})

test('a server that is away holds up no receipts for another', async () => {
  const [handset, away, here] = [await TestHandset.start(), await receiver(), await receiver()]
  await away.close()
  for (let count = 0; count < 20; count += 1) await handset.send({ receiptUrl: away.url })
  await handset.send({ receiptUrl: here.url })
  await waitFor('it to be taken', async () => (await states(handset))[0] === 'sent')
  expect(new Set((await states(handset)).slice(1))).toEqual(new Set(['waiting']))
})

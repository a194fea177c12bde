import { waitFor } from '@daylatch/test-kit'
import { mkdir } from 'node:fs/promises'
import { expect, onTestFinished, test } from 'vitest'
import { writeEndpoint } from '../../src/handset/endpoint.ts'
import { handsetGateway } from '../../src/handset/gateway.ts'
import { KEEPS } from '../../src/handset/protocol.ts'
import { answerOf } from '../support/gateways/observe.ts'
import { type Reaction, scriptedServer } from '../support/gateways/scripted-server.ts'
import { handsetFolder, TestHandset } from '../support/handset.ts'

const ACCEPTED = { outcome: 'accepted', gatewayRef: 'h-1' }
const accepts = { status: 202, body: '{"id":"h-1"}', keepOpen: true }
const keeps = { ...accepts, headers: { [KEEPS]: '1' } }

/** Something that answers in place of a handset, and a gateway that calls it. */
async function inItsPlace(script: (count: number) => Reaction) {
  const server = await scriptedServer((_, count) => script(count))
  onTestFinished(async () => await server.close())
  const folder = await handsetFolder()
  await mkdir(folder)
  // No process: nothing here has its number.
  await writeEndpoint(folder, { pid: 2 ** 30, port: Number(new URL(server.url).port), token: 'token' })
  const gateway = handsetGateway({
    folder,
    class: 'callback',
    timeoutMs: 30_000,
    receiptUrl: () => 'http://127.0.0.1:1/receipts',
  })
  return { server, gateway }
}

test('a connection that is kept serves one message after the other', async () => {
  const { server, gateway } = await inItsPlace(() => keeps)
  for (let n = 0; n < 5; n += 1) expect(await answerOf(gateway)).toEqual(ACCEPTED)
  expect([server.arrivals.length, server.connections]).toEqual([5, 1])
})

test('as many are kept as there were messages under way, each answered with what is its own', async () => {
  const { server, gateway } = await inItsPlace((count) => ({ ...keeps, body: `{"id":"h-${count}"}` }))
  const three = async () => await Promise.all([1, 2, 3].map(async () => await answerOf(gateway)))
  const ids = [...(await three()), ...(await three())].map((answer) => JSON.stringify(answer))
  expect([new Set(ids).size, server.arrivals.length, server.connections]).toEqual([6, 6, 3])
})

test('without that word of the handset each message has a connection of its own', async () => {
  const { server, gateway } = await inItsPlace(() => accepts)
  for (let n = 0; n < 3; n += 1) expect(await answerOf(gateway)).toEqual(ACCEPTED)
  expect([server.arrivals.length, server.connections]).toEqual([3, 3])
})

test('a kept one that is closed instead of an answer is unknown, and nothing is sent again', async () => {
  const { server, gateway } = await inItsPlace((count) => (count === 2 ? { close: true } : keeps))
  expect(await answerOf(gateway)).toEqual(ACCEPTED)
  expect(await answerOf(gateway)).toMatchObject({ outcome: 'unknown' })
  expect([server.arrivals.length, server.connections]).toEqual([2, 1])
  expect(await answerOf(gateway)).toEqual(ACCEPTED)
  expect([server.arrivals.length, server.connections]).toEqual([3, 2])
})

test('more than an answer closes the connection', async () => {
  const { server, gateway } = await inItsPlace(() => ({
    ...keeps,
    body: `${accepts.body}${accepts.body}`,
    headers: { ...keeps.headers, 'content-length': String(accepts.body.length) },
  }))
  expect(await answerOf(gateway)).toEqual(ACCEPTED)
  expect(await answerOf(gateway)).toEqual(ACCEPTED)
  expect([server.arrivals.length, server.connections]).toEqual([2, 2])
})

test('a handset that was killed and started again meanwhile gets the next message, once', async () => {
  const handset = await TestHandset.start()
  const gateway = handsetGateway({
    folder: handset.folder,
    class: 'callback',
    timeoutMs: 30_000,
    receiptUrl: () => 'http://127.0.0.1:1/receipts',
  })
  expect(await answerOf(gateway)).toEqual(ACCEPTED)
  await handset.kill()
  await handset.startAgain()
  // The connection that was kept is closed by now, so nothing is written to it; its port is nobody's.
  await waitFor('the handset at its new port', async () => (await answerOf(gateway)).outcome === 'accepted')
  expect(await handset.messages()).toHaveLength(2)
})

import type { GatewayClass, LookUpQuestion } from 'daylatch'
import { mkdir } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { writeEndpoint } from '../../src/handset/endpoint.ts'
import { handsetGateway } from '../../src/handset/gateway.ts'
import { describeGatewayContract } from '../support/gateways/gateway-contract.ts'
import { answerOf, someMessage } from '../support/gateways/observe.ts'
import { handsetFolder, TestHandset } from '../support/handset.ts'

function gateway(folder: string, kind: GatewayClass, timeoutMs = 30_000) {
  return handsetGateway({ folder, class: kind, timeoutMs, receiptUrl: () => 'http://127.0.0.1:1/receipts' })
}

describeGatewayContract('the handset', {
  accepts: { status: 202, body: '{"id":"h-1"}' },
  make: async (url, timeoutMs) => {
    const folder = await handsetFolder()
    await mkdir(folder)
    // No process: nothing here has its number.
    await writeEndpoint(folder, { pid: 2 ** 30, port: Number(new URL(url).port), token: 'token' })
    return gateway(folder, 'blind', timeoutMs)
  },
})

describe('of a running handset', () => {
  test.each([
    ['keyed', 1, 'none'],
    ['queryable', 2, 'none'],
    ['callback', 2, 'waiting'],
    ['blind', 2, 'none'],
  ] as const)('%s: an attempt that is repeated leaves %i on the telephone', async (kind, count, receipt) => {
    const handset = await TestHandset.start()
    const subject = gateway(handset.folder, kind)
    const message = someMessage({ attempt: 1 })
    const again = someMessage({ ...message, attempt: 2, attemptId: `${message.effectId}.2` })
    expect(await answerOf(subject, { message })).toEqual({ outcome: 'accepted', gatewayRef: 'h-1' })
    expect(await answerOf(subject, { message: again })).toEqual({
      outcome: 'accepted',
      gatewayRef: `h-${count}`,
    })
    expect((await handset.messages()).map((one) => one.receipt)).toEqual(Array(count).fill(receipt))
  })

  test('what it refuses is refused, for now', async () => {
    const handset = await TestHandset.start()
    await handset.behave({ mode: 'refuse' })
    expect(await answerOf(gateway(handset.folder, 'blind'))).toEqual({
      outcome: 'refused',
      code: 'refused',
      again: true,
    })
  })

  test('what it takes without an answer is unknown, and is found by those who ask', async () => {
    const handset = await TestHandset.start()
    await handset.behave({ mode: 'accept-and-close' })
    const subject = gateway(handset.folder, 'queryable')
    const message = someMessage()
    expect(await answerOf(subject, { message })).toMatchObject({ outcome: 'unknown' })
    const question: LookUpQuestion = { ...message, gatewayRef: null, sentAt: new Date() }
    const signal = AbortSignal.timeout(30_000)
    expect(await subject.lookUp?.(question, { signal })).toEqual({ found: 'delivered', gatewayRef: 'h-1' })
    const other = { ...question, attemptId: `${message.effectId}.2` }
    expect(await subject.lookUp?.(other, { signal })).toEqual({ found: 'absent' })
  })

  test('one that was started again is found at its new port', async () => {
    const handset = await TestHandset.start()
    const subject = gateway(handset.folder, 'blind')
    await answerOf(subject)
    await handset.kill()
    expect(await answerOf(subject)).toMatchObject({ outcome: 'nothing written' })
    await handset.startAgain()
    expect(await answerOf(subject)).toEqual({ outcome: 'accepted', gatewayRef: 'h-2' })
  })

  test('where none has ever run, nothing is written', async () => {
    const folder = await handsetFolder()
    await mkdir(folder)
    expect(await answerOf(gateway(folder, 'blind'))).toMatchObject({ outcome: 'nothing written' })
  })
})

import type { Gateway, GatewayAnswer } from 'daylatch'
import { expect, test } from 'vitest'
import { tellingOptOuts } from '../../src/gateways/opt-outs.ts'
import { answerOf } from '../support/gateways/observe.ts'

function answering(answer: GatewayAnswer): Gateway {
  return { class: 'callback', timeoutMs: 1000, send: async () => await Promise.resolve(answer) }
}

test.each([
  [{ outcome: 'refused', code: '21610', again: false } as const, ['+447700900123']],
  [{ outcome: 'refused', code: '21211', again: false } as const, []],
  [{ outcome: 'accepted' } as const, []],
])('of the answer %j the opt-out is told, and the answer stays', async (answer, expected) => {
  const told: string[] = []
  const gateway = tellingOptOuts(answering(answer), ['21610'], (recipient) => void told.push(recipient))

  expect(await answerOf(gateway)).toEqual(answer)
  expect(told).toEqual(expected)
})

test('a gateway that is an object of a class keeps what it can do', async () => {
  class Office implements Gateway {
    readonly #name = 'the office'
    readonly class = 'queryable' as const
    get timeoutMs() {
      return 1000
    }
    async send() {
      return await Promise.resolve({ outcome: 'accepted', gatewayRef: this.#name } as const)
    }
    async lookUp() {
      return await Promise.resolve({ found: 'accepted', gatewayRef: this.#name } as const)
    }
  }
  const gateway = tellingOptOuts(new Office(), ['21610'], () => undefined)

  expect([gateway.class, gateway.timeoutMs, gateway.keyLifetimeMs]).toEqual(['queryable', 1000, undefined])
  expect(await answerOf(gateway)).toEqual({ outcome: 'accepted', gatewayRef: 'the office' })
  const question = [] as unknown as Parameters<NonNullable<Gateway['lookUp']>>
  expect(await gateway.lookUp?.(...question)).toEqual({
    found: 'accepted',
    gatewayRef: 'the office',
  })
})

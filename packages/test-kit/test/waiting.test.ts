import { expect, test } from 'vitest'
import { barrier } from '../src/barrier.ts'
import { Signal } from '../src/signal.ts'
import { waitFor } from '../src/wait-for.ts'

test('a barrier holds its callers until the last one has arrived', async () => {
  const meet = barrier(3)
  const order: string[] = []
  const early = [1, 2].map(async (n) => {
    await meet()
    order.push(`caller ${n} goes on`)
  })
  order.push('two have arrived')
  await meet()
  await Promise.all(early)
  expect(order).toEqual(['two have arrived', 'caller 1 goes on', 'caller 2 goes on'])
  await expect(meet()).rejects.toThrow('Caller 4 arrived at a barrier for 3')
})

test('a barrier for nobody is refused', () => {
  expect(() => barrier(0)).toThrow('Expected `n` to be an integer >= 1, got `0` (number)')
})

test('a signal is seen by those who wait and by those who come later', async () => {
  const signal = new Signal()
  const seen = signal.done.then(() => 'seen')
  expect(signal.isSet).toBe(false)
  signal.set()
  signal.set()
  expect(await seen).toBe('seen')
  await signal.done
  expect(signal.isSet).toBe(true)
})

test('waitFor gives the first answer, asks again until there is one, and passes an error on at once', async () => {
  const answers = [undefined, false, 0, 'late'] as const
  let asked = 0
  expect(await waitFor<string | number>('an answer', () => answers[asked++])).toBe(0)
  expect(asked).toBe(3)
  await expect(waitFor('an answer', () => Promise.reject(new Error('refused')))).rejects.toThrow('refused')
})

test('waitFor names what it waited for in vain', async () => {
  await expect(waitFor('a miracle', () => undefined, 30)).rejects.toThrow('Waited 30 ms in vain: a miracle')
})

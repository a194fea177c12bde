import { Signal } from '@daylatch/test-kit'
import { expect, test } from 'vitest'
import { gather } from '../../src/reads/gather.ts'
import { isTouched } from '../../src/reads/live-messages.ts'

test('while one run is under way the next one’s items gather', async () => {
  const runs: (readonly number[])[] = []
  const [first, rested] = [new Signal(), new Signal()]
  const give = gather<number>(
    async (items) => {
      runs.push(items)
      if (runs.length === 1) await first.done
    },
    async () => {
      if (runs.length === 2) rested.set()
      await Promise.resolve()
    },
  )

  give(1)
  give(2)
  give(3)
  first.set()
  await rested.done

  expect(runs).toEqual([[1], [2, 3]])
})

const moves = [{ id: 'm1', clientId: 'c1' }]

test.each([
  [['clients', 'one', 'c1'], true],
  [['clients', 'one', 'c2'], false],
  [['clients', 'list', 'li'], true],
  [['messages', 'one', 'm1'], true],
  [['messages', 'one', 'm2'], false],
  [['messages', 'list', '', 'c1'], true],
  [['messages', 'list', '', 'c2'], false],
  [['messages', 'list', 'unknown', ''], true],
  [['gateways'], true],
  [['check-ins', 'today'], false],
])('a move of one message makes %j stale: %s', (key, stale) => {
  expect(isTouched(key, moves)).toBe(stale)
})

test('without a move everything about messages is looked at again, and nothing else', () => {
  expect(isTouched(['messages', 'one', 'm2'])).toBe(true)
  expect(isTouched(['clients', 'one', 'c2'])).toBe(true)
  expect(isTouched(['quota', 'cards'])).toBe(false)
})

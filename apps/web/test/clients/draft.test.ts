import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { keepDraft, newDraft, recallDraft } from '../../src/clients/draft.ts'

beforeEach(() => vi.stubGlobal('sessionStorage', storage()))
afterEach(() => vi.unstubAllGlobals())

test('a reload finds the same attempt: its text, its key, and that it was asked', () => {
  const draft = { ...newDraft('Hello'), asked: true }
  keepDraft('me', 'c1', draft)

  expect(recallDraft('me', 'c1')).toEqual(draft)
})

test('every opened form has a key of its own', () => {
  expect(recallDraft('me', 'c1').key).not.toBe(recallDraft('me', 'c1').key)
})

test('what one person wrote to one client is nobody else’s, and nobody else gets it', () => {
  keepDraft('me', 'c1', newDraft('Hello'))

  expect(recallDraft('ada', 'c1').text).toBe('')
  expect(recallDraft('me', 'c2').text).toBe('')
})

test('a message that was taken leaves no draft behind', () => {
  keepDraft('me', 'c1', newDraft('Hello'))
  keepDraft('me', 'c1', newDraft(''))

  expect(sessionStorage.length).toBe(0)
})

test('storage that is refused, or holds something else, is an empty form', () => {
  sessionStorage.setItem('daylatch.draft.me.c1', '{"key":1}')
  expect(recallDraft('me', 'c1').text).toBe('')

  sessionStorage.setItem('daylatch.draft.me.c1', 'no JSON')
  expect(recallDraft('me', 'c1').text).toBe('')

  vi.stubGlobal('sessionStorage', undefined)
  keepDraft('me', 'c1', newDraft('Hello'))
  expect(recallDraft('me', 'c1').text).toBe('')
})

function storage(): Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'length'> {
  const kept = new Map<string, string>()
  return {
    getItem: (name) => kept.get(name) ?? null,
    setItem: (name, value) => void kept.set(name, value),
    removeItem: (name) => void kept.delete(name),
    get length() {
      return kept.size
    },
  }
}

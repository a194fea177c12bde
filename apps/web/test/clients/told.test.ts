import { expect, test } from 'vitest'
import type { Slot } from '../../src/api/types.ts'
import { tell } from '../../src/clients/told.ts'

const open: Slot = { open: true, opensAt: null, limitedBy: null, message: null }
const takenBy = (id: string): Slot =>
  ({ ...open, open: false, message: { sentBy: { id, name: 'Ada' } } }) as unknown as Slot

test('a lost answer stays unknown while the slot is open', () => {
  expect(tell({ kind: 'unknown' }, open, 'me')).toEqual({ kind: 'unknown' })
})

test('the record settles the doubt: ours had counted, or somebody else was first', () => {
  expect(tell({ kind: 'unknown' }, takenBy('me'), 'me')).toEqual({ kind: 'found' })
  expect(tell({ kind: 'unknown' }, takenBy('ada'), 'me')).toEqual({ kind: 'already' })
})

test('words about a slot that is open again are not left standing', () => {
  const answer = {} as never

  expect(tell({ kind: 'queued', answer }, open, 'me')).toEqual({ kind: 'none' })
  expect(tell({ kind: 'already', answer }, open, 'me')).toEqual({ kind: 'none' })
  expect(tell({ kind: 'queued', answer }, takenBy('me'), 'me')).toEqual({ kind: 'queued' })
})

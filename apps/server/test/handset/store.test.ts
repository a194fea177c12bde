import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Delivery } from '../../src/handset/protocol.ts'
import { Store } from '../../src/handset/store.ts'
import { handsetFolder } from '../support/handset.ts'

const NO_RECEIPT = { count: 0, at: 0 }

function open(folder: string, due: number[] = []): Promise<Store> {
  return Store.open(folder, {
    kept: 10,
    onFailure: (error) => {
      throw error
    },
    onReceipt: (seq) => void due.push(seq),
  })
}

function delivery(key: string, more: Partial<Delivery> = {}): Delivery {
  return { number: '+447700900123', text: key, attemptId: `${key}.1`, key, keyed: false, ...more }
}

async function lines(folder: string): Promise<number> {
  return (await readFile(join(folder, 'journal.jsonl'), 'utf8')).split('\n').length - 1
}

async function texts(store: Store): Promise<readonly string[]> {
  const { items } = await store.page(undefined, Number.MAX_SAFE_INTEGER, 100)
  return items.map(({ text }) => text)
}

test('of twice as many messages as are kept the older half is forgotten, and the numbers go on', async () => {
  const folder = await handsetFolder()
  const store = await open(folder)
  await store.behave({ mode: 'double-receipt', seconds: 5 })
  for (let count = 1; count <= 20; count += 1) await store.take(delivery(`m${count}`), NO_RECEIPT)
  expect(await lines(folder)).toBe(11)
  const { seq } = await store.take(delivery('m21'), NO_RECEIPT)
  expect(seq).toBe(21)
  const newest = Array.from({ length: 11 }, (_, index) => `m${21 - index}`)
  expect(await texts(store)).toEqual(newest)
  await store.close()
  const again = await open(folder)
  expect(await texts(again)).toEqual(newest)
  expect(again.behaviour).toEqual({ mode: 'double-receipt', seconds: 5 })
  await again.close()
})

test.each([
  ['whose key is alive', { keyed: true }],
  ['whose receipt was not taken', { receiptUrl: 'http://127.0.0.1:1/' }],
])('a message %s is not forgotten, nor what came after it', async (_, more) => {
  const folder = await handsetFolder()
  const store = await open(folder)
  await store.take(delivery('first', more), { count: 1, at: 0 })
  for (let count = 1; count <= 40; count += 1) await store.take(delivery(`m${count}`), NO_RECEIPT)
  expect(await texts(store)).toHaveLength(41)
  await store.close()
  const due: number[] = []
  const again = await open(folder, due)
  expect(await again.take(delivery('first', { keyed: true }), NO_RECEIPT)).toEqual(
    'keyed' in more ? { seq: 1, isNew: false } : { seq: 42, isNew: true },
  )
  expect(due).toEqual('keyed' in more ? [] : [1])
  await again.close()
})

test('messages that arrive while the journal is written anew are all kept', async () => {
  const folder = await handsetFolder()
  const store = await open(folder)
  const taken = await Promise.all(
    Array.from({ length: 100 }, async (_, index) => await store.take(delivery(`m${index + 1}`), NO_RECEIPT)),
  )
  expect(taken.map(({ seq }) => seq)).toEqual(Array.from({ length: 100 }, (_, index) => index + 1))
  const kept = await texts(store)
  expect(kept).toEqual(kept.map((_, index) => `m${100 - index}`))
  expect(kept.length).toBeGreaterThanOrEqual(10)
  await store.close()
})

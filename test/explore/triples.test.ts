import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { everyOrder } from './support/all-orders.ts'
import { isDeep } from './support/depth.ts'
import { type Laboratory, openLaboratory } from './support/laboratory.ts'
import { named, operations } from './support/operations.ts'

/** Threes that meet in the same rows; each operation is in one of them. */
const chosen = [
  named('claim', 'batch', 'make-up'),
  named('claim', 'spend', 'reserve'),
  named('grant', 'spend', 'reserve'),
  named('send', 'record', 'cancel'),
  named('record', 'cancel', 'reconcile'),
]

/** Any three different ones. */
const all = operations.flatMap((one, first) =>
  operations
    .slice(first + 1)
    .flatMap((other, second) => operations.slice(first + second + 2).map((third) => [one, other, third])),
)

const triples = (isDeep ? all : chosen).map(
  (triple) => [triple.map(({ name }) => name).join(', '), triple] as const,
)

describe('three at once, in every order with at most one preemption', () => {
  let laboratory: Laboratory
  beforeAll(async () => {
    laboratory = await openLaboratory({ actors: 3 })
  })
  afterAll(() => laboratory.close())

  test.each(triples)('%s', async (_, triple) => {
    // Two who wait for one commit wake at once, and the database decides who comes first: it may pass over an order.
    const { exploration, broken, deadlocks } = await everyOrder(laboratory.program(triple), 1)
    expect({ broken, deadlocks }).toEqual({ broken: null, deadlocks: 0 })
    if (isDeep) console.log(exploration.coverage.sentence)
  })
})

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { everyOrder } from './support/all-orders.ts'
import { isDeep } from './support/depth.ts'
import { type Laboratory, openLaboratory } from './support/laboratory.ts'
import { everyOperation, operations } from './support/operations.ts'

const chosen = isDeep ? everyOperation : operations
const pairs = chosen.flatMap((one, index) =>
  chosen.slice(index).map((other) => [one.name, other.name, [one, other]] as const),
)

describe('two at once, in every order with at most three preemptions', () => {
  let laboratory: Laboratory
  beforeAll(async () => {
    laboratory = await openLaboratory({ actors: 2 })
  })
  afterAll(() => laboratory.close())

  test.each(pairs)('%s and %s', async (_, __, pair) => {
    const { exploration, ...seen } = await everyOrder(laboratory.program(pair), 3)
    expect(seen).toEqual({ broken: null, isComplete: true, deadlocks: 0 })
    if (isDeep) console.log(exploration.coverage.sentence)
  })
})

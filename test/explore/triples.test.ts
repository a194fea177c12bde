import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { everyOrder } from './support/all-orders.ts'
import { isDeep } from './support/depth.ts'
import { type Laboratory, openLaboratory } from './support/laboratory.ts'
import { operations } from './support/operations.ts'

const bound = isDeep ? 2 : 1
const triples = operations.flatMap((one, first) =>
  operations
    .slice(first + 1)
    .flatMap((other, second) =>
      operations
        .slice(first + second + 2)
        .map((third) => [`${one.name}, ${other.name} and ${third.name}`, [one, other, third]] as const),
    ),
)

describe(`three at once, preempted at most ${bound === 1 ? 'once' : 'twice'}`, () => {
  let laboratory: Laboratory
  beforeAll(async () => {
    laboratory = await openLaboratory({ actors: 3 })
  })
  afterAll(() => laboratory.close())

  test.each(triples)('%s', async (_, triple) => {
    const { exploration, ...seen } = await everyOrder(laboratory.program(triple), bound)
    expect(seen).toEqual({ broken: null, isComplete: true, deadlocks: 0 })
    if (isDeep) console.log(exploration.coverage.sentence)
  })
})

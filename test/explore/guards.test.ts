import { afterAll, describe, expect, test } from 'vitest'
import { everyOrder } from './support/all-orders.ts'
import { type Guard, guards } from './support/guards.ts'
import { type Laboratory, openLaboratory } from './support/laboratory.ts'
import { named } from './support/operations.ts'

describe('without its guard', () => {
  const shared = new Map<number, Promise<Laboratory>>()
  afterAll(async () => {
    for (const laboratory of shared.values()) await (await laboratory).close()
  })

  function laboratoryFor({ among, drop }: Guard): Promise<Laboratory> {
    const known = drop === undefined ? shared.get(among.length) : undefined
    const laboratory = known ?? openLaboratory({ actors: among.length })
    if (drop === undefined) shared.set(among.length, laboratory)
    return laboratory
  }

  test.each(guards.map((guard) => [guard.name, guard] as const))('%s', async (_, guard) => {
    const { among, bound = 2, remove, drop } = guard
    const laboratory = await laboratoryFor(guard)
    if (drop !== undefined) await laboratory.query(drop)
    let removed = 0
    const rewrite = (text: string): string => {
      if (remove === undefined || !remove[0].test(text)) return text
      removed += 1
      return text.replace(...remove)
    }
    const { broken, deadlocks } = await everyOrder(laboratory.program(named(...among), rewrite), bound)
    if (drop !== undefined) await laboratory.close()
    expect(broken ?? `${deadlocks} deadlocks`).not.toBe('0 deadlocks')
    expect(removed > 0).toBe(remove !== undefined)
  })
})

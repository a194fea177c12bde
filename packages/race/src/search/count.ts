import type { Ground, Place } from './ground.ts'

/** How many orders there are within a bound, and how many ends they lead to. */
export interface Count {
  readonly schedules: bigint
  readonly classes: number
}

/** Counts the orders with at most `bound` preemptions whose ends were executed, without going through each. */
export function countOrders(ground: Ground, bound: number): Count {
  const known = new Map<string, bigint>()
  const ends = new Set<string>()
  const from = (place: Place, previous: number | null, left: number): bigint => {
    const key = `${place.key}/${previous ?? ''}/${left}`
    const counted = known.get(key)
    if (counted !== undefined) return counted
    const choices = ground.choices(place, previous)
    let total = 0n
    if (choices.length === 0 && ground.isEnd(place)) {
      ends.add(place.key)
      total = 1n
    }
    for (const { actor, cost } of choices) {
      const next = cost > left ? undefined : ground.after(place, actor)
      if (next !== undefined) total += from(next, actor, left - cost)
    }
    known.set(key, total)
    return total
  }
  return { schedules: from(ground.beginning, null, bound), classes: ends.size }
}

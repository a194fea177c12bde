import type { Step } from '../run/step.ts'

/**
 * How a step uses something, from weak to strong.
 *
 * `read` sees what is committed and never waits. `share` keeps others from writing, as `FOR SHARE` and foreign keys do.
 * `lock` keeps everybody else away without changing anything, as `FOR UPDATE` does. `write` changes it.
 */
export type Access = 'read' | 'share' | 'lock' | 'write'

/**
 * What a step touches in the database.
 *
 * Too much costs executions; too little hides races. Whoever makes one adds whatever cannot be ruled out.
 */
export interface Footprint {
  /** Strongest access by resource: `table public.member`, `sequence public.member_id_seq`, `advisory`. */
  readonly accesses: ReadonlyMap<string, Access>
  /** It may touch anything: unknown SQL, DDL, a function that nobody looked into. */
  readonly isUnknown: boolean
}

/** What each step touches by itself, as far as it is known by now. */
export interface Footprints {
  /** Of the statement alone; what a COMMIT makes visible is found from the statements before it. */
  of(step: Step): Footprint
  /** Goes up whenever an answer that was given before would be another one now. */
  readonly version: number
}

/** Touches nothing that anybody else could notice. */
export const nothing: Footprint = { accesses: new Map(), isUnknown: false }

/** May touch everything. */
export const unknown: Footprint = { accesses: new Map(), isUnknown: true }

const strength: Readonly<Record<Access, number>> = { read: 0, share: 1, lock: 2, write: 3 }

/** Both together: the stronger access of each resource. */
export function union(one: Footprint, other: Footprint): Footprint {
  const accesses = new Map(one.accesses)
  for (const [resource, access] of other.accesses) {
    const known = accesses.get(resource)
    if (known === undefined || strength[known] < strength[access]) accesses.set(resource, access)
  }
  return { accesses, isUnknown: one.isUnknown || other.isUnknown }
}

import type { Access, Footprint } from './footprint.ts'

/** What others can notice of one event, and what of others it notices. */
export interface Effect {
  /** Resources whose committed state it looks at now; `all` where it takes a snapshot of everything. */
  readonly sees: ReadonlySet<string> | 'all'
  /** Resources that it locks, changes or sets free, and whether that excludes everybody else. */
  readonly holds: ReadonlyMap<string, 'shared' | 'exclusive'>
  /** Resources whose changes others see from now on. */
  readonly publishes: ReadonlySet<string>
  readonly isUnknown: boolean
  /** It queued for a lock: who waits for whom decides about deadlocks, whatever the resources. */
  readonly isWaiting: boolean
}

/** Nobody can notice it. */
export const silent: Effect = {
  sees: new Set(),
  holds: new Map(),
  publishes: new Set(),
  isUnknown: false,
  isWaiting: false,
}

/** May matter to everything but what nobody can notice. */
export const opaque: Effect = { ...silent, isUnknown: true }

/**
 * Whether two events of different actors may be told apart by their order.
 *
 * `false` promises that both orders give the same results and leave the same database. That an uncommitted change is
 * invisible to a plain read is what makes the difference to a conflict of two statements; locks count at once.
 */
export function areDependent(one: Effect, other: Effect): boolean {
  if (one.isUnknown || other.isUnknown) return !isSilent(one) && !isSilent(other)
  if (one.isWaiting && other.isWaiting) return true
  return collide(one, other) || isSeen(one, other) || isSeen(other, one)
}

function isSilent(effect: Effect): boolean {
  if (effect.isUnknown || effect.isWaiting || effect.sees === 'all') return false
  return effect.sees.size === 0 && effect.holds.size === 0 && effect.publishes.size === 0
}

function collide(one: Effect, other: Effect): boolean {
  for (const [resource, hold] of one.holds) {
    const held = other.holds.get(resource)
    if (held !== undefined && (hold === 'exclusive' || held === 'exclusive')) return true
  }
  return false
}

function isSeen(publisher: Effect, reader: Effect): boolean {
  if (publisher.publishes.size === 0) return false
  if (reader.sees === 'all') return true
  for (const resource of publisher.publishes) if (reader.sees.has(resource)) return true
  return false
}

/** The resources that a footprint locks or changes. */
export function holdsOf(footprint: Footprint): Map<string, 'shared' | 'exclusive'> {
  const holds = new Map<string, 'shared' | 'exclusive'>()
  for (const [resource, access] of footprint.accesses) {
    if (access !== 'read') holds.set(resource, access === 'share' ? 'shared' : 'exclusive')
  }
  return holds
}

/** The resources of a footprint that are used in one way. */
export function resourcesWith(footprint: Footprint, wanted: Access): Set<string> {
  const resources = new Set<string>()
  for (const [resource, access] of footprint.accesses) if (access === wanted) resources.add(resource)
  return resources
}

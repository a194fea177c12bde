import type { Step } from '../run/step.ts'
import type { Catalog, Relation } from './catalog.ts'
import { type Access, type Footprint, type Footprints, nothing, union, unknown } from './footprint.ts'
import { advisoryLocks, deferredChecks, notifications, sequence, table } from './resources.ts'
import { type Reading, readStatement } from './statement.ts'

/** A lock that a transaction holds, as `pg_locks` says it. */
export interface MeasuredLock {
  readonly kind: 'table' | 'sequence' | 'advisory'
  readonly name: string
  readonly mode: string
}

interface Known {
  footprint: Footprint
  /** Functions or triggers of the application run in it, which may come to other tables another time. */
  readonly isOpaque: boolean
  isMeasured: boolean
}

/**
 * What statements touch: read from their text with PostgreSQL's grammar, carried on by the catalog (foreign keys, views,
 * parts, sequences), and, where functions and triggers of the application run, found by the locks that were held afterwards.
 *
 * A statement that cannot be read, and one with functions that was not measured yet, may touch everything.
 */
export class MeasuredFootprints implements Footprints {
  version = 0
  readonly #catalog: Catalog
  readonly #known = new Map<string, Known>()

  constructor(catalog: Catalog) {
    this.#catalog = catalog
  }

  of(step: Step): Footprint {
    if (step.kind !== 'statement') return nothing
    const { footprint, isOpaque, isMeasured } = this.#knownOf(step)
    return isOpaque && !isMeasured ? unknown : footprint
  }

  /** Whether its locks have to be looked at each time. */
  isVarying(step: Step): boolean {
    return this.#knownOf(step).isOpaque
  }

  /**
   * Adds what was locked after a statement. Of one with functions all of it counts, what statements before it in the
   * transaction had locked included; of another one only what no statement is known to touch.
   */
  learn(step: Step, held: readonly MeasuredLock[]): void {
    const known = this.#knownOf(step)
    if (known.footprint.isUnknown) return
    const found = held.map((lock) => [this.#resourceOf(lock), accessOf(lock)] as const)
    const explained = known.isOpaque ? new Set<string>() : this.#explained()
    const accesses = new Map(found.filter(([resource]) => !explained.has(resource)))
    const footprint = union(known.footprint, { accesses, isUnknown: false })
    const isNews = !isEqual(footprint, known.footprint) || (known.isOpaque && !known.isMeasured)
    known.footprint = footprint
    known.isMeasured = true
    if (isNews) this.version++
  }

  #knownOf(step: Step): Known {
    const known = this.#known.get(step.skeleton) ?? this.#known.get(step.text)
    if (known !== undefined) return known
    const reading = readStatement(step.text)
    const fresh = { ...this.#footprintOf(reading), isMeasured: false }
    // The names of sequences stand in literals, which the skeleton does not have.
    this.#known.set(reading.sequences.length > 0 ? step.text : step.skeleton, fresh)
    return fresh
  }

  #footprintOf(reading: Reading): Pick<Known, 'footprint' | 'isOpaque'> {
    if (reading.isUnknown) return { footprint: unknown, isOpaque: false }
    const draft = new Draft(this.#catalog)
    for (const { name, access, isChange } of reading.uses) {
      const relations = this.#catalog.relations(name)
      if (relations.length === 0 && !reading.ownNames.has(name)) draft.isUnknown = true
      for (const relation of relations) draft.use(relation, access, isChange)
    }
    for (const name of reading.sequences) {
      const relations = this.#catalog.relations(name)
      if (relations.length === 0) draft.isUnknown = true
      for (const relation of relations) draft.use(relation, 'write', false)
    }
    for (const name of reading.functions) {
      if (/^pg_(?:try_)?advisory_/.test(name)) draft.accesses.set(advisoryLocks, 'write')
      else if (name === 'pg_notify') draft.accesses.set(notifications, 'write')
      else if (!this.#catalog.isHarmless(name)) draft.isOpaque = true
    }
    if (reading.isNotifying) draft.accesses.set(notifications, 'write')
    return {
      footprint: draft.isUnknown ? unknown : { accesses: draft.accesses, isUnknown: false },
      isOpaque: draft.isOpaque && !draft.isUnknown,
    }
  }

  #explained(): ReadonlySet<string> {
    const resources = new Set<string>()
    for (const { footprint } of this.#known.values())
      for (const name of footprint.accesses.keys()) resources.add(name)
    return resources
  }

  #resourceOf({ kind, name }: MeasuredLock): string {
    if (kind === 'advisory') return advisoryLocks
    if (kind === 'sequence') return sequence(name)
    const whole = this.#catalog
      .relations(name.split('.').at(-1) ?? name)
      .find((relation) => relation.name === name)
    return table(whole?.name ?? name)
  }
}

/** A footprint that is being put together. */
class Draft {
  readonly accesses = new Map<string, Access>()
  isOpaque = false
  isUnknown = false
  readonly #catalog: Catalog
  readonly #done = new Set<string>()

  constructor(catalog: Catalog) {
    this.#catalog = catalog
  }

  use(relation: Relation, access: Access, isChange: boolean): void {
    const key = `${relation.kind} ${relation.name} ${access} ${isChange}`
    if (this.#done.has(key)) return
    this.#done.add(key)
    const isWrite = access === 'write'
    if (relation.kind === 'foreign') this.isUnknown = true
    if (relation.isOpaqueToRead || (isWrite && relation.isOpaqueToWrite)) this.isOpaque = true
    if (relation.kind === 'sequence') {
      this.#add(sequence(relation.name), 'write')
      return
    }
    if (relation.kind === 'view') {
      for (const name of relation.madeOf) this.#useNamed(name, access, isChange)
      return
    }
    this.#add(table(relation.name), access)
    if (!isWrite) return
    if (relation.isDeferred) this.#add(deferredChecks, 'write')
    for (const name of relation.sequences) this.#add(sequence(name), 'write')
    for (const name of relation.references) this.#add(table(name), 'share')
    if (!isChange) return
    for (const { name, isCascading } of relation.referencedBy) {
      if (isCascading) this.#useNamed(name, 'write', true)
      else this.#add(table(name), 'share')
    }
  }

  #useNamed(name: string, access: Access, isChange: boolean): void {
    for (const relation of this.#catalog.relations(name.split('.').at(-1) ?? name)) {
      if (relation.name === name) this.use(relation, access, isChange)
    }
  }

  #add(resource: string, access: Access): void {
    const all = union(
      { accesses: this.accesses, isUnknown: false },
      { accesses: new Map([[resource, access]]), isUnknown: false },
    )
    this.accesses.set(resource, all.accesses.get(resource) ?? access)
  }
}

function accessOf({ kind, mode }: MeasuredLock): Access {
  if (kind !== 'table') return 'write'
  // FOR SHARE and FOR UPDATE take one and the same lock on the table: the stronger one counts.
  return mode === 'AccessShareLock' ? 'read' : mode === 'RowShareLock' ? 'lock' : 'write'
}

function isEqual(one: Footprint, other: Footprint): boolean {
  if (one.accesses.size !== other.accesses.size) return false
  return [...one.accesses].every(([resource, access]) => other.accesses.get(resource) === access)
}

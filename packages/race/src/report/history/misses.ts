import { missed, touches, saw } from './accesses.ts'
import type { History, Read, Write } from './accesses.ts'

/** Which reads did not see which writes: worked out once, because stories of long runs ask for it again and again. */
export class Misses {
  readonly #writes = new Map<Read, Write[]>()
  readonly #reads = new Map<Write, Read[]>()
  readonly #seen = new Map<Read, ReadonlySet<number>>()
  readonly #byTable = new Map<string, Write[]>()

  constructor({ reads, writes }: History) {
    for (const write of writes) append(this.#byTable, write.table, write)
    for (const read of reads) {
      const unseen = (this.#byTable.get(read.table) ?? []).filter((write) => missed(read, write))
      this.#writes.set(read, unseen)
      for (const write of unseen) append(this.#reads, write, read)
    }
  }

  /** What a read did not see of others, in the order of the run. */
  writesMissedBy(read: Read): readonly Write[] {
    return this.#writes.get(read) ?? []
  }

  readsThatMissed(write: Write): readonly Read[] {
    return this.#reads.get(write) ?? []
  }

  /** Whether a read saw anything that an actor had changed. */
  sawAnythingOf(actor: number, read: Read): boolean {
    const known = this.#seen.get(read) ?? this.#actorsSeenBy(read)
    this.#seen.set(read, known)
    return known.has(actor)
  }

  #actorsSeenBy(read: Read): ReadonlySet<number> {
    const changes = this.#byTable.get(read.table) ?? []
    return new Set(
      changes.filter((write) => touches(read, write) && saw(read, write)).map(({ actor }) => actor),
    )
  }
}

function append<Key, Value>(lists: Map<Key, Value[]>, key: Key, value: Value): void {
  const list = lists.get(key)
  if (list === undefined) lists.set(key, [value])
  else list.push(value)
}

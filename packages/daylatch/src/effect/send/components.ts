/** One member of a list, with its place in it. */
export interface Placed {
  readonly place: number
  readonly subjects: readonly string[]
}

/**
 * Groups of those who share subjects, directly or through others, each in the order of the list. Two groups have nothing to
 * do with each other: whatever happens to one, the other can be decided.
 */
export function componentsOf<T extends Placed>(list: readonly T[]): readonly (readonly T[])[] {
  const bySubject = new Map<string, Set<T>>()
  for (const member of list) {
    const joined = new Set([member])
    for (const subject of member.subjects) for (const other of bySubject.get(subject) ?? []) joined.add(other)
    for (const each of joined) for (const subject of each.subjects) bySubject.set(subject, joined)
  }
  return [...new Set(bySubject.values())].map((group) =>
    [...group].toSorted((one, other) => one.place - other.place),
  )
}

/** About √n parts of √n each, so that two steps lead from a list to a single member of it. */
export function partsOf<T>(list: readonly T[]): readonly (readonly T[])[] {
  const size = Math.max(1, Math.ceil(Math.sqrt(list.length)))
  return Array.from({ length: Math.ceil(list.length / size) }, (_, index) =>
    list.slice(index * size, (index + 1) * size),
  )
}

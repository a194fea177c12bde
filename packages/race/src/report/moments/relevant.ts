import { doneAt } from '../history/transactions.ts'
import type { History } from '../history/accesses.ts'
import type { Tangle } from '../history/tangle.ts'
import { actionOf } from '../history/tangle.ts'

/**
 * The entries that a person needs: what touches a table that somebody changes and somebody else touches too, what failed or
 * waited, calls, and the ends of transactions that matter. BEGIN, and what concerns nobody else, is left out.
 */
export function relevantEntries(history: History, tangle: Tangle | null): ReadonlySet<number> {
  const { trace, transactions, reads, writes } = history
  const shared = sharedTables(history)
  const touching = [...reads, ...writes].filter(({ table }) => shared.has(table)).map(({ entry }) => entry)
  const eventful = trace.flatMap(({ step, result, waitedFor, isParked }, entry) =>
    result.error !== null || waitedFor.length > 0 || isParked || step.kind === 'call' || step.kind === 'point'
      ? [entry]
      : [],
  )
  const told =
    tangle === null ? [] : [tangle.looks.entry, tangle.comesBetween.entry, actionOf(tangle.actsOnIt)]
  const shown = new Set([...touching, ...eventful, ...told])
  for (const { entries, endedBy } of transactions) {
    const matters = entries.some(
      (entry) =>
        shown.has(entry) &&
        (writes.some((write) => write.entry === entry) ||
          reads.some((read) => read.entry === entry && read.reading.lock !== null)),
    )
    if (matters && !isSeamless(history, endedBy, shown)) shown.add(endedBy)
  }
  // Where nothing is shared as far as the text tells, everything may matter.
  return shown.size > 0 ? shown : new Set(trace.map((_, index) => index))
}

/** Whether a COMMIT that the lab put there follows its statement before anybody else does anything: it tells nothing. */
function isSeamless({ trace, transactions }: History, end: number, shown: ReadonlySet<number>): boolean {
  if (trace[end]?.step.isImplicit !== true) return false
  const own = transactions.find(({ endedBy }) => endedBy === end)
  const [statement] = own?.entries ?? []
  if (statement === undefined) return true
  const from = doneAt(trace, statement)
  return [...shown].every((entry) => {
    const isBetween = [entry, doneAt(trace, entry)].some((at) => at > from && at < end)
    return !isBetween || trace[entry]?.step.actor === own?.actor
  })
}

/** Tables that one changes and another touches, or that several lock. */
function sharedTables({ reads, writes }: History): ReadonlySet<string> {
  const locks = reads.filter(({ reading }) => reading.lock !== null)
  const isMet = (table: string, actor: number, by: readonly { table: string; actor: number }[]): boolean =>
    by.some((one) => one.table === table && one.actor !== actor)
  return new Set(
    [
      ...writes.filter(({ table, actor }) => isMet(table, actor, [...reads, ...writes])),
      ...locks.filter(({ table, actor }) => isMet(table, actor, locks)),
    ].map(({ table }) => table),
  )
}

import type { ZooRow } from './run-zoo.ts'

const heads = ['scenario', 'shape', 'handler', 'outcome', 'orders', 'preempted', 'ms', ''] as const

/** The zoo as a table, one line for each handler, with what is not as it should be said at the end of its line. */
export function printZoo(rows: readonly ZooRow[]): string {
  const lines = [heads, ...rows.map(cellsOf)]
  const widths = heads.map((_, column) => Math.max(...lines.map((cells) => cells[column]?.length ?? 0)))
  const table = lines.map((cells) =>
    cells
      .map((cell, column) =>
        column >= 4 && column <= 6 ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  )
  return [...table, '', verdictOf(rows)].join('\n')
}

/** What the whole zoo came to, in a sentence. */
export function verdictOf(rows: readonly ZooRow[]): string {
  const count = (variant: ZooRow['variant'], outcome: ZooRow['outcome']): string => {
    const of = rows.filter((row) => row.variant === variant)
    return `${of.filter((row) => row.outcome === outcome).length} of ${of.length}`
  }
  const times = rows.filter(({ outcome }) => outcome === 'caught').map(({ ms }) => ms)
  const median = times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)]
  return [
    `Bugs caught: ${count('bug', 'caught')}. Traps caught: ${count('trap', 'caught')}. Cures that pass: ${count('cure', 'passed')}.`,
    ...(median === undefined ? [] : [`Median time to the first order that fails: ${median.toFixed(0)} ms.`]),
  ].join(' ')
}

function cellsOf(row: ZooRow, index: number): readonly string[] {
  // The name stands once, in front of its three handlers.
  const isFirst = row.variant === 'bug' || index === 0
  return [
    isFirst ? row.scenario : '',
    isFirst ? row.shape : '',
    `${row.variant}: ${row.does}`,
    row.outcome,
    String(row.executions),
    row.preemptions === null ? '–' : String(row.preemptions),
    row.ms.toFixed(0),
    row.isAsExpected ? '' : remarkOn(row),
  ]
}

function remarkOn({ outcome, reproduced, coverage, variant }: ZooRow): string {
  if (outcome === 'broken') return 'UNEXPECTED: it fails one after another'
  if (outcome === 'caught' && variant !== 'cure')
    return `UNEXPECTED: it came out the same ${reproduced} times of 5`
  return outcome === 'passed' ? `UNEXPECTED: ${coverage}` : 'UNEXPECTED: this is the cure'
}

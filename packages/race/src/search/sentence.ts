import type { Counterexample, Coverage, PhaseCoverage } from './exploration.ts'
import type { Unreduced } from './knowledge.ts'

const reasons: Readonly<Record<Unreduced, string>> = {
  'asked for': 'each executed, as asked for',
  'no footprints': 'each executed, because nothing is known about what steps touch',
  parked: 'each executed, because actors also waited for each other outside of the database',
  contradiction: 'each executed, because equivalent orders did not do the same',
}

/**
 * What was looked at, in one sentence that claims no more than that: "all 42 schedules with at most 2 preemptions, 16 classes,
 * 2 actors, statement and commit granularity".
 */
export function sentenceOf(
  coverage: Omit<Coverage, 'sentence'>,
  unreduced: Unreduced | null,
  found: Counterexample | null,
  isStopped: boolean,
): string {
  const { phases, actors, serialOrders, walks, divergences, crossChecked } = coverage
  const parts: string[] = []
  const complete = phases.findLast(({ isComplete }) => isComplete)
  const broken = phases.find(({ isComplete }) => !isComplete)
  if (complete !== undefined) {
    parts.push(`all ${counted(complete.schedules, 'schedule')}${within(complete)}`)
  } else {
    parts.push(`${found?.kind === 'plain bug' ? '' : 'all '}${counted(serialOrders, 'serial order')}`)
  }
  if (broken !== undefined) {
    const further = broken.schedules - (complete?.schedules ?? BigInt(serialOrders))
    const reason = isStopped ? 'up to the first that failed' : 'where the budget ended'
    if (further > 0n) parts.push(`${further} more${within(broken)}, ${reason}`)
  }
  if (walks.executions > 0) parts.push(`${counted(walks.executions, 'random walk')} with seed ${walks.seed}`)
  const classes = (broken ?? complete)?.classes
  if (unreduced !== null) parts.push(reasons[unreduced])
  else if (classes !== undefined) parts.push(classes === 1 ? '1 class' : `${classes} classes`)
  parts.push(counted(actors, 'actor'), 'statement and commit granularity')
  if (crossChecked !== null) {
    const { differences, pairs } = crossChecked
    parts.push(
      `${counted(pairs, 'independent pair')} run in both orders, ${counted(differences.length, 'difference')}`,
    )
  }
  if (divergences.length > 0) parts.push(`${counted(divergences.length, 'time')} not reproducible`)
  return parts.join(', ')
}

function within({ bound }: PhaseCoverage): string {
  if (bound === 'unbounded') return ''
  return ` with at most ${counted(bound, 'preemption')}`
}

function counted(count: number | bigint, what: string): string {
  return `${count} ${what}${Number(count) === 1 ? '' : 's'}`
}

import { badOption } from '../errors.ts'
import { confirm, printRun } from '../replay/replay.ts'
import { openLab } from '../run/open-lab.ts'
import { explore } from '../search/explore.ts'
import type { Exploration } from '../search/exploration.ts'
import { labOptionsOf } from './lab-options.ts'
import { type Scenario, type VariantKind, variantKinds } from './scenario.ts'
import { scenarios } from './scenarios.ts'

export interface ZooOptions {
  /** Address of a server for the lab to make its databases on. @default one of its own */
  readonly database?: string
  /** Names of scenarios. @default all */
  readonly only?: readonly string[]
  /** Most preemptions. @default 2 */
  readonly bound?: number
  /** Told of each row as soon as it is there. */
  readonly onRow?: (row: ZooRow) => void
}

/** What became of one way to write a scenario's handler. */
export interface ZooRow {
  readonly scenario: string
  readonly shape: string
  readonly variant: VariantKind
  readonly does: string
  /** `broken` fails one after another already, which no handler of the zoo may. */
  readonly outcome: 'caught' | 'passed' | 'broken'
  /** Whether a bug or a trap was caught and came out the same five times of five, or a cure passed. */
  readonly isAsExpected: boolean
  readonly executions: number
  readonly ms: number
  /** Preemptions of what was caught. */
  readonly preemptions: number | null
  /** What was broken, in a sentence. */
  readonly reason: string | null
  /** The order that broke it, for `race replay`. */
  readonly schedule: string | null
  /** How often of five that order did the same again. */
  readonly reproduced: number | null
  readonly coverage: string
}

/**
 * Explores the zoo: every bug and every trap must be caught, every cure must pass.
 *
 * @throws {RaceError} BAD_OPTION for a name that no scenario has, and what a lab throws
 */
export async function runZoo(options: ZooOptions = {}): Promise<readonly ZooRow[]> {
  const { only = [], onRow } = options
  const rows: ZooRow[] = []
  for (const scenario of only.length === 0 ? scenarios : only.map(scenarioOf)) {
    for (const variant of variantKinds) {
      const row = await runVariant(scenario, variant, options)
      rows.push(row)
      onRow?.(row)
    }
  }
  return rows
}

function scenarioOf(name: string): Scenario {
  const scenario = scenarios.find((each) => each.name === name)
  if (scenario !== undefined) return scenario
  throw badOption('scenario', `one of ${scenarios.map((each) => each.name).join(', ')}`, name)
}

async function runVariant(
  scenario: Scenario,
  variant: VariantKind,
  { database, bound = 2 }: ZooOptions,
): Promise<ZooRow> {
  const lab = await openLab({
    ...labOptionsOf(scenario, variant),
    ...(database === undefined ? {} : { database }),
  })
  try {
    const started = performance.now()
    const exploration = await explore(lab, { bound })
    const ms = performance.now() - started
    const { found, coverage } = exploration
    const confirmed = found === null ? null : await confirm(lab, found.run)
    const outcome = outcomeOf(exploration)
    return {
      scenario: scenario.name,
      shape: scenario.shape,
      variant,
      does: scenario.variants[variant].does,
      outcome,
      isAsExpected:
        variant === 'cure'
          ? outcome === 'passed' && coverage.phases.every(({ isComplete }) => isComplete)
          : outcome === 'caught' && confirmed?.same === confirmed?.times,
      executions: found?.foundAfter ?? coverage.executions,
      ms,
      preemptions: found?.preemptions ?? null,
      reason: found === null || found.run.verdict.holds ? null : found.run.verdict.reason,
      schedule: found === null ? null : printRun(found.run),
      reproduced: confirmed?.same ?? null,
      coverage: coverage.sentence,
    }
  } finally {
    await lab.close()
  }
}

function outcomeOf({ found }: Exploration): ZooRow['outcome'] {
  if (found === null) return 'passed'
  return found.kind === 'race' ? 'caught' : 'broken'
}

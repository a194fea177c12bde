import { loadModule, parseSync } from 'libpg-query'
import type { Step } from '../../run/step.ts'
import { readingsOf } from './reading.ts'
import type { Reading } from './reading.ts'
import type { Parameters } from './conditions.ts'
import { nodes, treeAt } from './tree.ts'
import { writingOf } from './writing.ts'
import type { Writing } from './writing.ts'

/** What a statement touches, as its text tells. */
export interface Statement {
  readonly readings: readonly Reading[]
  readonly writings: readonly Writing[]
}

const nothing: Statement = { readings: [], writings: [] }

/** Must have ended before `statementOf` is called. */
export async function loadParser(): Promise<void> {
  await loadModule()
}

/** Reads a statement. One that PostgreSQL's own grammar refuses, or that touches no table, reads and writes nothing. */
export function statementOf(sql: string, parameters: Parameters): Statement {
  const tree = parsed(sql)
  if (tree === null) return nothing
  const writings = [...nodes(tree, ['InsertStmt', 'UpdateStmt', 'DeleteStmt', 'MergeStmt'])]
  return {
    readings: readingsOf(tree, parameters),
    writings: writings.map(({ kind, node }) => writingOf(kind, node, parameters)),
  }
}

const known = new WeakMap<Step, Statement>()

/** The statement of a step, read once. */
export function statementIn(step: Step): Statement {
  const statement = known.get(step) ?? statementOf(step.text, step.parameters)
  known.set(step, statement)
  return statement
}

/** Whether PostgreSQL's grammar takes it: a test's fixture must. */
export function parsed(sql: string): unknown {
  try {
    return treeAt(parseSync(sql)) ?? null
  } catch (error) {
    // The parser refuses what is no SQL of this version; the story then shows the text and reads nothing from it.
    if (error instanceof Error) return null
    throw error
  }
}

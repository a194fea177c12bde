import { RaceError } from '../errors.ts'
import type { Aftermath, Invariant } from '../config/lab-options.ts'
import type { Verdict } from './run.ts'

/**
 * Asks the invariant.
 *
 * @throws RaceError `HELPER_FAILED` where it failed for another reason than an assertion
 */
export async function judge<App>(invariant: Invariant<App>, aftermath: Aftermath<App>): Promise<Verdict> {
  let answer: unknown
  try {
    answer = typeof invariant === 'string' ? await ask(invariant, aftermath) : await invariant(aftermath)
  } catch (error) {
    if (isAssertion(error)) return { holds: false, reason: error.message }
    throw new RaceError('HELPER_FAILED', `The invariant failed to run: ${messageOf(error)}`, { cause: error })
  }
  if (answer === undefined || answer === true) return { holds: true }
  return { holds: false, reason: typeof answer === 'string' ? answer : 'The invariant does not hold' }
}

async function ask<App>(sql: string, aftermath: Aftermath<App>): Promise<true | string> {
  const [row = {}] = await aftermath.query(sql)
  const [first] = Object.values(row)
  return first === true ? true : `\`${sql.trim()}\` is ${String(first)}`
}

/** Those of node:assert, Vitest, Jest and Chai have no class in common. */
function isAssertion(error: unknown): error is Error {
  if (!(error instanceof Error)) return false
  return (
    error.name === 'AssertionError' ||
    ('code' in error && error.code === 'ERR_ASSERTION') ||
    'matcherResult' in error
  )
}

/** What an error says, whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

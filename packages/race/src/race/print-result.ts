import { failureText } from './failure-text.ts'
import type { RaceResult } from './result.ts'

/** A result for a person: the story of what was found, or that it holds, and what was looked at. */
export function printResult(result: RaceResult, options: { readonly color?: boolean } = {}): string {
  const { name, found, coverage } = result
  if (found === null) return `${name}: holds\n${coverage.sentence}`
  return failureText(found, options.color)
}

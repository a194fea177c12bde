import type { Cure, IsolationFinding } from '../story.ts'

/** The cure by isolation level, with what the same order showed when it was run at that level. */
export function byLevel(
  level: IsolationFinding['level'],
  isolation: readonly IsolationFinding[],
  isOneTransaction: boolean,
): Cure {
  const name = level.toUpperCase()
  const tried = isolation.find((one) => one.level === level)
  const shown =
    tried === undefined
      ? ''
      : tried.result === 'still fails'
        ? ' Here that alone is not enough: the same order failed at that level too.'
        : tried.result === 'unknown'
          ? ''
          : ' It stopped the same order here.'
  return {
    title: `Run all of it in one ${name} transaction, and do it again when it is refused`,
    sql: `BEGIN ISOLATION LEVEL ${name};\n-- look, decide, write\nCOMMIT;`,
    words: `The database then refuses one of the two with 40001: repeat the whole transaction, from its first read. Everybody who writes these rows has to run at that level.${
      isOneTransaction ? '' : ' Look and act stand in different transactions now: bring them into one first.'
    }${shown}`,
  }
}

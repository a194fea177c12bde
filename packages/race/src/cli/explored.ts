import type { Comparison } from '../baseline/compare.ts'
import type { FullResult } from '../race/explore-race.ts'
import { failureText } from '../race/failure-text.ts'
import type { FoundRace } from '../race/result.ts'
import type { Annotation } from './annotations.ts'
import { EXIT } from './exit-codes.ts'

/** One race of a file: what was found, beside what was known. */
export interface Explored extends Comparison {
  readonly result: FullResult
}

/** What a person reads of one race. */
export function printed({ result, fresh, known, gone }: Explored, color: boolean): string {
  const { name, coverage, ms } = result
  const lines: string[] = []
  for (const found of fresh) lines.push(failureText(found, color), '')
  for (const { id, story } of known) lines.push(`${name}: known (${id}): ${story.sentence}`)
  for (const { id, sentence } of gone) {
    lines.push(
      `${name}: not found any more (${id}): ${sentence}`,
      'Is it cured? Then `--update-baseline` forgets it.',
    )
  }
  if (result.holds) lines.push(`${name}: holds`)
  lines.push(`${coverage.sentence} (${(ms / 1000).toFixed(1)} s)`, '')
  return lines.join('\n')
}

/** What GitHub shows beside the file of races. */
export function annotationsOf({ result, fresh, known, gone }: Explored, file: string): readonly Annotation[] {
  const { name } = result
  const about = (level: Annotation['level'], title: string, text: string): Annotation => ({
    level,
    file,
    title,
    text,
  })
  return [
    ...fresh.map(({ kind, story, schedule }) =>
      about(
        'error',
        `${name}: ${kind === 'race' ? story.anomaly.title : 'fails without any race'}`,
        `${story.sentence}\n${story.verdict}\nAgain: race replay '${schedule}'`,
      ),
    ),
    ...known.map(({ story }) => about('warning', `${name}: known race`, story.sentence)),
    ...gone.map(({ sentence }) => about('notice', `${name}: not found any more`, sentence)),
  ]
}

/** The worst of what the races came to. */
export function exitCodeOf(explored: readonly Explored[], isUpdated: boolean): number {
  const fresh = explored.flatMap((one) => one.fresh)
  if (fresh.some((found) => !isSteady(found))) return EXIT.unsteady
  if (isUpdated) return EXIT.holds
  if (fresh.some(({ kind }) => kind === 'plain bug')) return EXIT.plainBug
  return fresh.length > 0 ? EXIT.found : EXIT.holds
}

function isSteady({ reproduced }: FoundRace): boolean {
  return reproduced.times === reproduced.of
}

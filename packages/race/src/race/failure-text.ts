import { printStory } from '../report/index.ts'
import type { FoundRace } from './result.ts'

/** What a failed assertion and the command print of a race: its story, and how to see it again. */
export function failureText(found: FoundRace, color = false): string {
  const { kind, story, page, difference, reproduced } = found
  const told = printStory(story, { color, ...(page === null ? {} : { page }) })
  const before = [
    ...(kind === 'race' ? [] : ['Not a race: it fails when the actors run one after another, too.']),
    ...(difference === null
      ? []
      : [
          `Unsteady: the same order ended the same ${reproduced.times} times of ${reproduced.of}. ${difference}`,
        ]),
  ]
  return [...before, told].join('\n\n')
}

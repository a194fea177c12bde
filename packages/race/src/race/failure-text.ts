import { printStory } from '../report/index.ts'
import type { FoundRace } from './result.ts'

/** What a failed assertion and the command print of a race: its story, and how to see it again. */
export function failureText(found: FoundRace, color = false): string {
  const { story, page } = found
  const told = printStory(story, { color, ...(page === null ? {} : { page }) })
  if (found.kind === 'race') return told
  return `Not a race: it fails when the actors run one after another, too.\n\n${told}`
}

import type { Story } from './story.ts'

export interface PrintOptions {
  /** Characters of a line. @default 100 */
  readonly width?: number
  /** Whether the terminal shows colours. @default false */
  readonly color?: boolean
  /** Where the page was written. */
  readonly page?: string
}

/** The story as text, for a terminal and for the message of a failed assertion. Ends without a line break. */
export function printStory(story: Story, options: PrintOptions = {}): string {
  const lines = [`${story.name}: ${story.anomaly.title}`, '', story.sentence, `⇒ ${story.verdict}`]
  if (story.schedule !== null) lines.push('', `Again: race replay '${story.schedule}'`)
  if (options.page !== undefined) lines.push(`Page: ${options.page}`)
  return lines.join('\n')
}

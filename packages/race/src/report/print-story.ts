import { columnsOf } from './print/columns.ts'
import { paint, wrapped } from './print/lines.ts'
import type { Cure, Story } from './story.ts'
import { letterOf } from '../config/name-of.ts'

export interface PrintOptions {
  /** Characters of a line, at least 60. @default 100 */
  readonly width?: number
  /** Whether the terminal shows colours. @default false */
  readonly color?: boolean
  /** Where the page was written. */
  readonly page?: string
}

/** The story as text, for a terminal and for the message of a failed assertion. Ends without a line break. */
export function printStory(story: Story, options: PrintOptions = {}): string {
  const { color = false, page } = options
  const width = Math.max(60, options.width ?? 100)
  const pen = paint(color)
  const says = (text: string): readonly string[] => wrapped(text, width)
  const sections: readonly (readonly string[])[] = [
    [`${pen.strong(story.anomaly.title.toUpperCase())}  ${story.name}`],
    [...says(story.sentence), ...says(`⇒ ${story.verdict}`).map(pen.alarm)],
    columnsOf(story, width, pen),
    story.pair === null ? [] : [pen.strong('What is unprotected'), ...says(story.pair.words)],
    story.isolation.length === 0
      ? []
      : [pen.strong('Another isolation level'), ...story.isolation.flatMap(({ words }) => says(words))],
    story.cures.length === 0
      ? []
      : [
          pen.strong('The usual cures'),
          ...story.cures.flatMap((cure, index) => cureLines(cure, index + 1, width, pen.soft)),
          ...(story.trap === '' ? [] : says(`No cure: ${story.trap}`)),
        ],
    lastLines(story, page),
  ]
  return sections
    .filter((section) => section.length > 0)
    .map((section) => section.join('\n'))
    .join('\n\n')
}

function cureLines(
  cure: Cure,
  number: number,
  width: number,
  soft: (text: string) => string,
): readonly string[] {
  const indent = '   '
  const sql = cure.sql === '' ? [] : cure.sql.split('\n').map((line) => soft(`${indent}  ${line}`.trimEnd()))
  const [first = '', ...rest] = wrapped(`${cure.title}. ${cure.words}`, width - indent.length)
  return [`${number}. ${first}`, ...rest.map((line) => `${indent}${line}`), ...sql]
}

function lastLines(story: Story, page: string | undefined): readonly string[] {
  const { schedule, reproduced, coverage, actors, preemptions } = story
  const shown = reproduced === null ? '' : `, reproduced ${reproduced.times} of ${reproduced.of} times`
  return [
    `${actors.map((_, actor) => letterOf(actor)).join(', ')}: ${preemptions} preemption${preemptions === 1 ? '' : 's'}${shown}`,
    ...(coverage === null ? [] : [`Searched: ${coverage}`]),
    ...(schedule === null ? [] : [`Again: race replay '${schedule}'`]),
    ...(page === undefined ? [] : [`Page: ${page}`]),
  ]
}

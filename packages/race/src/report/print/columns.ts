import type { Moment, Story } from '../story.ts'
import { letterOf } from '../../config/name-of.ts'
import { shortened } from '../words/values.ts'
import { wrapped } from './lines.ts'
import type { Pen } from './lines.ts'

const numberWidth = 4

/** Longest statement in a cell: two lines or so, the page has all of it. */
const longestSql = 90

/** One column per actor, time going down; who has a part in the anomaly is marked. */
export function columnsOf(story: Story, width: number, pen: Pen): readonly string[] {
  const { actors } = story
  const cell = Math.floor((width - numberWidth) / actors.length) - 3
  const heads = actors.map((name, actor) => `${letterOf(actor)}  ${shortened(name, cell - 3)}`)
  const rule = `${'─'.repeat(numberWidth)}${actors.map(() => `┬─${'─'.repeat(cell)}─`).join('')}`
  const rows = story.moments
    .filter(({ number }) => number !== null)
    .flatMap((moment) => rowOf(moment, actors.length, cell, pen))
  return [pen.strong(lineOf('', heads, cell)), rule, ...rows]
}

function rowOf(moment: Moment, actors: number, cell: number, pen: Pen): readonly string[] {
  const says = wrapped(sentence(moment), cell)
  const isShown = moment.sql !== '' && moment.phase !== 'goes on'
  const sql = isShown
    ? wrapped(shortened(withoutList(moment.sql), longestSql), cell - 2).map((line) => `  ${line}`)
    : []
  return [...says, ...sql].map((line, index) => {
    const cells = Array.from({ length: actors }, (_, actor) => (actor === moment.actor ? line : ''))
    const text = lineOf(index === 0 ? String(moment.number) : '', cells, cell)
    if (index >= says.length) return pen.soft(text)
    return moment.role === null ? text : pen.strong(text)
  })
}

/** The columns that an ORM asks for say nothing here. */
function withoutList(sql: string): string {
  return sql.replace(/^(select) .{40,}? (from .*)$/i, '$1 … $2')
}

function sentence({ words, outcome, phase, role }: Moment): string {
  // Kept together at the end of a line.
  const mark = role === null ? '' : ` ${`◀ ${role}`.replaceAll(' ', '\u00a0')}`
  const came = outcome === '' ? '' : `: ${outcome}`
  return phase === 'goes on' ? `goes on: ${words}${came}${mark}` : `${words}${came}${mark}`
}

function lineOf(number: string, cells: readonly string[], cell: number): string {
  return `${number.padStart(numberWidth - 1)} ${cells.map((text) => `│ ${text.padEnd(cell)} `).join('')}`.trimEnd()
}

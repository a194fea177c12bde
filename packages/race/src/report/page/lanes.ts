import { letterOf } from '../../config/name-of.ts'
import type { Moment, Story } from '../story.ts'
import { shortened } from '../words/values.ts'
import { conflictOf } from './conflict.ts'
import { escaped } from './html.ts'
import { markOf } from './marks.ts'

/** How large the picture is drawn. */
export interface Scale {
  /** Class of the picture: the page shows one of them, by its width. */
  readonly name: 'wide' | 'narrow'
  /** Pixels from moment to moment. */
  readonly unit: number
  readonly lane: number
  readonly hasLabels: boolean
}

export const scales: readonly Scale[] = [
  { name: 'wide', unit: 104, lane: 132, hasLabels: true },
  { name: 'narrow', unit: 38, lane: 86, hasLabels: false },
]

const top = 16

/** Where things stand in one picture. */
export interface Places {
  readonly scale: Scale
  readonly x: (moment: Moment) => number
  readonly y: (actor: number) => number
}

/** One lane per actor, time from left to right: transactions as bars, steps as marks, waits as broken lines. */
export function lanes(story: Story, scale: Scale): string {
  const moments = story.moments.filter(({ number }) => number !== null)
  const places: Places = {
    scale,
    x: ({ number }) => ((number ?? 0) - 0.5) * scale.unit + 8,
    y: (actor) => top + 44 + actor * scale.lane,
  }
  const width = moments.length * scale.unit + 16
  const height = top + story.actors.length * scale.lane + (scale.hasLabels ? 4 : 0)
  const parts = [
    ...story.actors.map((name, actor) => lane(name, actor, width, places)),
    ...transactions(moments, places),
    ...waits(moments, places),
    conflictOf(story, moments, places),
    ...moments.map((moment) => markOf(moment, places)),
  ]
  // The same in words stands in the list below the picture.
  return `<svg class="lanes ${scale.name}" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escaped(story.sentence)}">${parts.join('')}</svg>`
}

function lane(name: string, actor: number, width: number, { y, scale }: Places): string {
  const line = y(actor)
  const said = `${letterOf(actor)}  ${shortened(name, scale.hasLabels ? 60 : 34)}`
  return `<g class="lane actor-${actor % 6}"><line x1="0" x2="${width}" y1="${line}" y2="${line}"/><text x="8" y="${line - 42}">${escaped(said)}</text></g>`
}

function transactions(moments: readonly Moment[], { x, y }: Places): readonly string[] {
  const groups = new Map<string, Moment[]>()
  for (const moment of moments) {
    if (moment.transaction === null) continue
    const key = `${moment.actor} ${moment.transaction}`
    groups.set(key, [...(groups.get(key) ?? []), moment])
  }
  return [...groups.values()].flatMap((group) => {
    const [first, last] = [group[0], group.at(-1)]
    if (first === undefined || last === undefined || first === last) return []
    const left = x(first) - 15
    return [
      `<rect class="transaction actor-${first.actor % 6}" x="${left}" y="${y(first.actor) - 15}" width="${x(last) - left + 15}" height="30" rx="15"/>`,
    ]
  })
}

function waits(moments: readonly Moment[], { x, y }: Places): readonly string[] {
  return moments.flatMap((moment) => {
    const end = moments.find((one) => one.entry === moment.entry && one.phase === 'goes on')
    if (moment.phase !== 'waits' || end === undefined) return []
    const line = y(moment.actor)
    return [
      `<line class="wait actor-${moment.actor % 6}" data-step="${moment.number}" x1="${x(moment) + 12}" x2="${x(end) - 12}" y1="${line}" y2="${line}"/>`,
    ]
  })
}

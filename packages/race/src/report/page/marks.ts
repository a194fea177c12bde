import type { Deed, Moment } from '../story.ts'
import { shortened } from '../words/values.ts'
import { escaped } from './html.ts'
import type { Places } from './lanes.ts'

/** A shape of its own for what each step does, so that no colour has to tell it. Drawn around 0, 0. */
const shapes: Readonly<Record<Deed, string>> = {
  read: '<circle r="11"/>',
  lock: '<path d="M-10-2v12h20v-12zM-6-2v-4a6 6 0 0 1 12 0v4"/>',
  write: '<rect x="-11" y="-11" width="22" height="22" rx="4"/>',
  commit: '<path d="M0-13 13 0 0 13-13 0z"/>',
  rollback: '<path d="M-10-10 10 10M10-10-10 10"/>',
  call: '<path d="M-11-11 12 0-11 11z"/>',
  point: '<circle r="6"/>',
  start: '<circle r="6"/>',
  begin: '<circle r="6"/>',
  other: '<circle r="6"/>',
}

/** What the shapes mean, for the key below the picture. */
export const legend: readonly (readonly [Deed, string])[] = [
  ['read', 'reads'],
  ['lock', 'locks'],
  ['write', 'writes'],
  ['commit', 'commits'],
  ['rollback', 'rolls back'],
  ['call', 'calls'],
]

export function shapeOf(deed: Deed): string {
  return shapes[deed]
}

/** One step in the picture, with its number above and what it does below. */
export function markOf(moment: Moment, { x, y, scale }: Places): string {
  const classes = [
    'mark',
    `actor-${moment.actor % 6}`,
    moment.deed,
    moment.phase === 'waits' ? 'waiting' : '',
    moment.isError ? 'error' : '',
    moment.role === null ? '' : 'told',
  ].filter((name) => name !== '')
  const label = scale.hasLabels ? labels(moment) : ''
  return `<g class="${classes.join(' ')}" data-step="${moment.number}" transform="translate(${x(moment)} ${y(moment.actor)})"><circle class="ring" r="18"/><g class="shape">${shapes[moment.deed]}</g><text class="number" y="-22">${moment.number}</text>${label}</g>`
}

/** Three short lines: what, with what, and what came of it. */
function labels({ words, outcome, phase, isError }: Moment): string {
  const [verb = '', ...rest] = words.split(' ')
  const what = phase === 'goes on' ? 'goes on' : verb
  const lines = phase === 'goes on' ? [what, words] : [what, rest.join(' ')]
  const shown = [...lines, isError ? (outcome.split(':')[0] ?? '') : outcome].filter((line) => line !== '')
  return shown
    .map((line, index) => {
      const kind = index === 0 ? 'verb' : line === outcome ? 'outcome' : 'object'
      return `<text class="${kind}" y="${34 + index * 15}">${escaped(shortened(line, index === 0 ? 17 : 15))}</text>`
    })
    .join('')
}

import type { Moment, Story } from '../story.ts'
import type { Places } from './lanes.ts'

/**
 * What makes it a race, drawn over the lanes: the stretch in which something had to stay true, and the step of another
 * that falls into it; in a deadlock, who wants what whom has.
 */
export function conflictOf(story: Story, moments: readonly Moment[], places: Places): string {
  if (story.pair === null) return ''
  return story.anomaly.id === 'deadlock' ? ring(moments, places) : window(story.pair.actor, moments, places)
}

function window(actor: number, moments: readonly Moment[], { x, y }: Places): string {
  const looks = moments.find(({ role }) => role === 'looks')
  const between = moments.find(({ role }) => role === 'comes between' || role === 'not seen yet')
  if (looks === undefined || between === undefined) return ''
  const acts = moments.find(({ role }) => role === 'acts on it') ?? looks
  const line = y(actor)
  const stretch = `<rect class="window" x="${x(looks)}" y="${line - 6}" width="${x(acts) - x(looks)}" height="12"/>`
  // What was written before the look, and not seen by it, points at the look itself.
  const isInside = x(between) > x(looks)
  const target = isInside ? x(between) : x(looks)
  const side = Math.sign(line - y(between.actor))
  const arrow = arrowTo(
    x(between),
    y(between.actor) + side * 19,
    target,
    line - side * (isInside ? 9 : 20),
    !isInside,
  )
  const until = Math.max(acts.number ?? 0, between.number ?? 0)
  return `<g class="conflict" data-step="${until}">${stretch}${arrow}</g>`
}

function ring(moments: readonly Moment[], { x, y }: Places): string {
  const arrows = moments
    .filter(({ role, phase }) => role === 'wants' && phase !== 'goes on')
    .map((wants) => {
      const holds = moments.find(({ role, actor }) => role === 'holds' && actor !== wants.actor)
      if (holds === undefined) return ''
      const side = Math.sign(y(holds.actor) - y(wants.actor))
      return `<g class="conflict" data-step="${wants.number}">${arrowTo(x(wants), y(wants.actor) + side * 19, x(holds), y(holds.actor) - side * 20)}</g>`
    })
  return arrows.join('')
}

/** A line with a head that points where it goes. */
function arrowTo(x1: number, y1: number, x2: number, y2: number, isUnseen = false): string {
  const angle = Math.round((Math.atan2(y2 - y1, x2 - x1) * 180) / Math.PI)
  return `<line class="arrow${isUnseen ? ' unseen' : ''}" x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}"/><path class="head" transform="translate(${x2} ${y2}) rotate(${angle})" d="M0 0-11-6v12z"/>`
}

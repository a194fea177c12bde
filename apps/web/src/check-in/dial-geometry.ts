/** The dial is a 24-hour clock: noon on top, midnight at the bottom, the day going round with the sun. */
export const centre = 200
export const ringRadius = 180

export interface Point {
  readonly x: number
  readonly y: number
}

/** A point of the dial; `share` is the part of the day since midnight, 0 to 1. */
export function pointAt(share: number, radius: number): Point {
  const angle = (share - 0.5) * 2 * Math.PI
  return { x: round(centre + radius * Math.sin(angle)), y: round(centre - radius * Math.cos(angle)) }
}

/** The path of an arc of the ring, clockwise from one share of the day to another, over midnight where need be. */
export function arcPath(from: number, to: number, radius = ringRadius): string {
  const length = (to - from + 1) % 1
  const start = pointAt(from, radius)
  const end = pointAt(to, radius)
  return `M${start.x} ${start.y}A${radius} ${radius} 0 ${length > 0.5 ? 1 : 0} 1 ${end.x} ${end.y}`
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}

import type { RaceOptions } from './options.ts'
import type { Actor } from './lab-options.ts'

/** The race's name: its own, or what its actors do. */
export function nameOf<App>({ name, actors }: RaceOptions<App>): string {
  if (name !== undefined) return name
  const names = actors.map((actor, index) => actorName(actor, index))
  const distinct = [...new Set(names)]
  if (distinct.length === 1 && names.length > 1) return `${distinct[0] ?? ''} × ${names.length}`
  return names.join(' and ')
}

/** What an actor is called: its own name, that of the function, or its letter. */
export function actorName<App>(actor: Actor<App>, index: number): string {
  return actor.name === '' ? letterOf(index) : actor.name
}

/** A, B, …, Z, A1: as stories tell actors. */
export function letterOf(index: number): string {
  const round = Math.floor(index / 26)
  return `${String.fromCharCode(65 + (index % 26))}${round === 0 ? '' : round}`
}

import { letterOf } from '../config/name-of.ts'
import { RaceError } from '../errors.ts'
import type { ActorRun } from './actor-run.ts'

/** A chooser named somebody who cannot go on. */
export function badChoice(chosen: ActorRun | undefined, ready: readonly ActorRun[]): RaceError {
  const names = ready.map(({ index }) => letterOf(index)).join(', ')
  const got = chosen === undefined ? 'nobody' : `${letterOf(chosen.index)}, who is ${chosen.phase}`
  const isOvertaken =
    chosen?.phase === 'blocked' && ready.some(({ entry }) => entry !== null && entry.waitedFor.length > 0)
  const code = isOvertaken ? 'OVERTAKEN' : 'BAD_CHOICE'
  return new RaceError(code, `Expected the chooser to name one of ${names}, got ${got}`)
}

/** An execution does not come to its end. */
export function hangs(actors: readonly ActorRun[], giveUpAfterMs: number): RaceError {
  const states = actors.map(({ index, phase, entry }) => {
    const last = entry === null ? '' : ` after \`${entry.step.text || entry.step.kind}\``
    return `${letterOf(index)} is ${phase}${last}`
  })
  return new RaceError(
    'HANGS',
    `The execution did not end within ${giveUpAfterMs} ms: ${states.join('; ')}. ` +
      'Look for something that an actor waits for and nobody gives, or raise `giveUpAfterMs`.',
  )
}

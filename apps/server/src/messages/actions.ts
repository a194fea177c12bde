import { day, type Once, once } from 'daylatch'
import type { Config } from '../config/schema.ts'
import { isZone } from '../verdict/local-time.ts'

export const MESSAGE = 'message'

// Shorter than the ten seconds in which a stopping process must be done.
const PATIENCE_MS = 4000

/** A telephone number as a subject of its own: two clients who share it get one message a day between them. */
export function subjectOfNumber(number: string): string {
  return `number:${number}`
}

/** The action "message" by the zones whose days count. They share their slots: what differs is when a day begins. */
export class MessageActions {
  readonly #config: Config
  readonly #byZone = new Map<string, Once>()

  constructor(config: Config) {
    this.#config = config
  }

  /**
   * The action whose day is that of `zone`: for what is claimed now, and for what was claimed by that zone before.
   *
   * @throws {DaylatchError} BAD_OPTION for a zone that this runtime does not know
   */
  of(zone: string): Once {
    const known = this.#byZone.get(zone)
    if (known !== undefined) return known
    const { resetAt } = this.#config.messages
    const made = once(MESSAGE, {
      per: day({ zone, resetAt }),
      lockTimeoutMs: PATIENCE_MS,
      patienceMs: PATIENCE_MS,
    })
    this.#byZone.set(zone, made)
    return made
  }

  /** By whose clocks a client's day is counted; `null` where that is the client's own zone, and nobody knows it. */
  zoneFor(client: { readonly zone: string | null }): string | null {
    const { zone, messages } = this.#config
    if (messages.zone === 'application') return zone
    return client.zone !== null && isZone(client.zone) ? client.zone : null
  }
}

/**
 * What the application remembers outside of the database: a file, for instance. One text, replaced as a whole.
 *
 * `read` gives the last text that was written, or `undefined` before the first; where several processes have a text each,
 * all of them, on lines of their own.
 */
export interface Marker {
  read(): Promise<string | undefined>
  write(text: string): Promise<void>
}

/** How far a dispatcher got: the timeline of the database, and how many attempts each gateway had seen. */
export interface Remembered {
  readonly timelines: readonly string[]
  readonly attempts: ReadonlyMap<string, number>
}

/** Lines that cannot be read count as nothing: a marker that was damaged must not stop a site. */
export function parseMarker(text: string | undefined): Remembered {
  const timelines = new Set<string>()
  const attempts = new Map<string, number>()
  for (const line of (text ?? '').split('\n')) {
    const parsed = parseLine(line)
    if (parsed?.timeline != null) timelines.add(parsed.timeline)
    for (const [name, count] of Object.entries(parsed?.attempts ?? {})) {
      attempts.set(name, Math.max(attempts.get(name) ?? 0, count))
    }
  }
  return { timelines: [...timelines], attempts }
}

function parseLine(
  line: string,
): { timeline?: string | null; attempts?: Record<string, number> } | undefined {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}

/** Writes the marker before messages leave, one write at a time; what comes meanwhile goes into the next. */
export class MarkerWriter {
  readonly #marker: Marker
  readonly #timeline: string | null
  readonly #attempts: Map<string, number>
  #running: Promise<void> | undefined
  #next: Promise<void> | undefined

  constructor(marker: Marker, timeline: string | null, attempts: ReadonlyMap<string, number>) {
    this.#marker = marker
    this.#timeline = timeline
    this.#attempts = new Map(attempts)
  }

  /** Resolves when a text with this number, or a higher one, is written. Rejects when it could not be. */
  async remember(gateway: string, attempts: number): Promise<void> {
    this.#attempts.set(gateway, Math.max(this.#attempts.get(gateway) ?? 0, attempts))
    if (this.#next === undefined) {
      const before = this.#running ?? Promise.resolve()
      const next = before
        .catch(() => undefined)
        .then(async () => {
          this.#running = next
          this.#next = undefined
          await this.write()
        })
      this.#next = next
    }
    await this.#next
  }

  async write(): Promise<void> {
    const attempts = Object.fromEntries(this.#attempts)
    await this.#marker.write(JSON.stringify({ timeline: this.#timeline, attempts }))
  }
}

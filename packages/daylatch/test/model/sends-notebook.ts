/** A message as the notebook knows it. */
export interface NotedEffect {
  readonly subjects: readonly string[]
  day: number
  state: 'pending' | 'cancelled'
}

interface NotedLatch {
  day: number
  streak: number
  released: boolean
  /** Index of the effect, or `claim` for one without. */
  owner: number | 'claim'
}

/** What sends, claims, releases and moves have to come to, in numbers of days: told in as few words as possible. */
export class SendsNotebook {
  today = 0
  readonly effects: NotedEffect[] = []
  readonly #latches = new Map<string, NotedLatch>()
  /** Unreleased claims by subject and day. */
  readonly #claims = new Map<string, Map<number, number | 'claim'>>()

  /** @returns the owner of the first slot in the way, and whose it is */
  inTheWay(subjects: readonly string[]): { subject: string; owner: number | 'claim' } | undefined {
    for (const subject of subjects) {
      const owner = this.#claims.get(subject)?.get(this.today)
      if (owner !== undefined) return { subject, owner }
    }
    return undefined
  }

  /** @returns the streak of the claim */
  claim(subject: string, owner: number | 'claim'): number {
    const latch = this.#latches.get(subject)
    const streak = latch === undefined ? 1 : this.#streakAfter(latch)
    this.#latches.set(subject, { day: this.today, streak, released: false, owner })
    const claims = this.#claims.get(subject) ?? new Map<number, number | 'claim'>()
    this.#claims.set(subject, claims.set(this.today, owner))
    return streak
  }

  release(index: number): void {
    const effect = this.effects[index]
    for (const subject of effect?.subjects ?? []) {
      this.#claims.get(subject)?.delete(effect?.day ?? 0)
      const latch = this.#latches.get(subject)
      if (latch?.owner === index && latch.day === effect?.day) latch.released = true
    }
  }

  /** What `status` has to say. */
  standing(subject: string): { claims: number; streak: number; isClaimed: boolean } {
    const latch = this.#latches.get(subject)
    const claims = this.#claims.get(subject)
    const isClaimed = claims?.has(this.today) ?? false
    const next = latch === undefined ? 0 : this.#streakAfter(latch) - 1
    const streak = isClaimed && latch !== undefined ? latch.streak : next
    return { claims: claims?.size ?? 0, streak, isClaimed }
  }

  #streakAfter({ day, streak, released }: NotedLatch): number {
    if (released) return day === this.today ? streak : 1
    return day === this.today - 1 ? streak + 1 : 1
  }
}

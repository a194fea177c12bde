/**
 * The ledger and the claims of one action as a person would keep them in a notebook: no locks, no retries, no SQL. Every
 * function is an operation; it changes the notebook and says what the real operation has to answer.
 */

export const HOUR = 3_600_000
export const DAY = 24 * HOUR

/** The action's rules: a day in UTC, and make-ups that cost a little less than they pay. */
export const rules = { reward: 25, makeUpCost: 10, periodsBack: 3, perMonth: 2, keyDays: 7 }

export interface ModelReservation {
  readonly amount: number
  readonly expiresAt: number
  readonly key: string | undefined
  state: 'held' | 'settled' | 'released' | 'expired'
  settledFor: number
}

export interface ModelSubject {
  amount: number
  held: number
  version: number
  readonly entries: Map<string, { readonly kind: string; readonly amount: number; readonly balance: number }>
  readonly reservations: ModelReservation[]
  /** Claimed days, as days since 1970. */
  readonly claims: Map<number, 'ordinary' | 'make-up'>
  readonly makeUpsAt: number[]
  readonly claimKeys: Map<
    string,
    { readonly status: string; readonly day: number; readonly expiresAt: number }
  >
}

export interface Model {
  now: number
  readonly subjects: Map<string, ModelSubject>
  readonly ranks: Map<number, { given: number; owed: number }>
}

export type Outcome = Readonly<Record<string, unknown>>

export function newModel(now: number, names: readonly string[]): Model {
  const blank = (): ModelSubject => ({
    ...{ amount: 0, held: 0, version: 0, entries: new Map(), reservations: [] },
    ...{ claims: new Map(), makeUpsAt: [], claimKeys: new Map() },
  })
  return { now, subjects: new Map(names.map((name) => [name, blank()])), ranks: new Map() }
}

export function subjectOf(model: Model, name: string): ModelSubject {
  const subject = model.subjects.get(name)
  if (subject === undefined) throw new Error(`No subject ${name}`)
  return subject
}

/** Adds, or takes what is free; letting forgotten reservations go is the taker's first resort. */
export function move(model: Model, name: string, kind: string, amount: number, key?: string): Outcome {
  const subject = subjectOf(model, name)
  const status = { grant: 'granted', spend: 'spent', correction: 'corrected' }[kind]
  if (key !== undefined) {
    const known = subject.entries.get(key)
    if (known !== undefined && known.kind === kind && known.amount === amount)
      return { status, amount, balance: known.balance, replayed: true }
    if (known !== undefined || standing(model, subject, key) !== undefined) return { error: 'KEY_REUSED' }
  }
  if (amount < 0 && !makeRoom(model, subject, -amount)) return insufficient(subject, -amount)
  enter(subject, amount)
  if (key !== undefined) subject.entries.set(key, { kind, amount, balance: subject.amount })
  return { status, amount, balance: subject.amount, replayed: false }
}

export function reserve(
  model: Model,
  name: string,
  amount: number,
  expiresInMs: number,
  key?: string,
): Outcome {
  const subject = subjectOf(model, name)
  if (key !== undefined) {
    const known = standing(model, subject, key)
    if (known?.amount === amount) return { status: 'reserved', state: known.state, replayed: true }
    if (known !== undefined || subject.entries.has(key)) return { error: 'KEY_REUSED' }
    // One whose time is over still has the key; it is let go for it.
    if (subject.reservations.some((each) => each.key === key && each.state === 'held')) expire(model, subject)
  }
  if (!makeRoom(model, subject, amount)) return insufficient(subject, amount)
  subject.held += amount
  const expiresAt = model.now + expiresInMs
  subject.reservations.push({ amount, expiresAt, key, state: 'held', settledFor: 0 })
  return { status: 'reserved', state: 'held', replayed: false }
}

/**
 * @param back which one, counted from the latest
 * @param share of what is set aside that is taken; `null` releases it
 */
export function end(model: Model, name: string, back: number, share: number | null): Outcome {
  const subject = subjectOf(model, name)
  const reservation = subject.reservations.at(-1 - back)
  if (reservation === undefined) return { status: 'unknown' }
  if (reservation.state === 'settled')
    return { status: 'settled', amount: -reservation.settledFor, replayed: true }
  if (reservation.state !== 'held') return { status: reservation.state }
  if (reservation.expiresAt <= model.now) {
    expire(model, subject)
    return { status: 'expired' }
  }
  subject.held -= reservation.amount
  if (share === null) {
    reservation.state = 'released'
    return { status: 'released' }
  }
  reservation.state = 'settled'
  reservation.settledFor = takenOf(reservation.amount, share)
  enter(subject, -reservation.settledFor)
  return { status: 'settled', amount: -reservation.settledFor, replayed: false }
}

export function takenOf(amount: number, share: number): number {
  return Math.max(1, Math.floor(amount * share))
}

export function expireAll(model: Model): Outcome {
  let expired = 0
  for (const subject of model.subjects.values()) expired += expire(model, subject)
  return { expired }
}

/** @param ranked whether the claim gets its rank at once, as claims do that commit by themselves */
export function claim(model: Model, name: string, key?: string, ranked = true): Outcome {
  const subject = subjectOf(model, name)
  const day = Math.floor(model.now / DAY)
  const known = key === undefined ? undefined : subject.claimKeys.get(key)
  if (known !== undefined && known.expiresAt > model.now)
    return { status: known.status, day: known.day, replayed: true }
  const status = subject.claims.has(day) ? 'already' : 'claimed'
  if (key !== undefined)
    subject.claimKeys.set(key, { status, day, expiresAt: model.now + rules.keyDays * DAY })
  if (status === 'already') return { status, day, replayed: false }
  subject.claims.set(day, 'ordinary')
  enter(subject, rules.reward)
  const ranks = model.ranks.get(day) ?? { given: 0, owed: 0 }
  model.ranks.set(day, ranks)
  if (ranked) ranks.given += 1
  else ranks.owed += 1
  const rank = ranked ? ranks.given : null
  return { status, day, replayed: false, rank, balance: subject.amount, streak: chainTo(subject, day) }
}

export function makeUp(model: Model, name: string, daysBack: number): Outcome {
  const subject = subjectOf(model, name)
  const day = Math.floor(model.now / DAY) - daysBack
  const refused = (rule: string): Outcome => ({ status: 'refused', rule })
  if (daysBack <= 0) return refused('not-over')
  if (daysBack > rules.periodsBack) return refused('too-far-back')
  if (subject.claims.has(day)) return refused('already-claimed')
  const month = new Date(model.now).toISOString().slice(0, 7)
  const used = subject.makeUpsAt.filter((at) => new Date(at).toISOString().startsWith(month)).length
  if (used >= rules.perMonth) return refused('no-allowance')
  // A refusal undoes everything, also the letting go of what was forgotten.
  if (freeAfterExpiry(model, subject) < rules.makeUpCost) return refused('insufficient')
  makeRoom(model, subject, rules.makeUpCost)
  enter(subject, -rules.makeUpCost)
  enter(subject, rules.reward)
  subject.claims.set(day, 'make-up')
  subject.makeUpsAt.push(model.now)
  return { status: 'made-up', day, balance: subject.amount, replayed: false }
}

export function rankLate(model: Model): Outcome {
  let ranked = 0
  for (const ranks of model.ranks.values()) {
    ranked += ranks.owed
    ranks.given += ranks.owed
    ranks.owed = 0
  }
  return { ranked }
}

/** What a look at a subject has to show. */
export function stateOf(model: Model, name: string): Outcome {
  const { amount, held, version, claims } = subjectOf(model, name)
  const today = Math.floor(model.now / DAY)
  const latest = Math.max(...claims.keys())
  const streak = claims.size > 0 && latest >= today - 1 ? chainTo(subjectOf(model, name), latest) : 0
  return { amount, held, version, claims: claims.size, streak, claimedToday: claims.has(today) }
}

function enter(subject: ModelSubject, amount: number): void {
  subject.amount += amount
  subject.version += 1
}

function standing(model: Model, subject: ModelSubject, key: string): ModelReservation | undefined {
  return subject.reservations.find(
    (each) =>
      each.key === key && (each.state === 'settled' || (each.state === 'held' && each.expiresAt > model.now)),
  )
}

function makeRoom(model: Model, subject: ModelSubject, needed: number): boolean {
  if (subject.amount - subject.held < needed) expire(model, subject)
  return subject.amount - subject.held >= needed
}

function freeAfterExpiry(model: Model, subject: ModelSubject): number {
  const forgotten = subject.reservations
    .filter((each) => each.state === 'held' && each.expiresAt <= model.now)
    .reduce((sum, each) => sum + each.amount, 0)
  return subject.amount - subject.held + forgotten
}

function expire(model: Model, subject: ModelSubject): number {
  let expired = 0
  for (const each of subject.reservations) {
    if (each.state !== 'held' || each.expiresAt > model.now) continue
    each.state = 'expired'
    subject.held -= each.amount
    expired += 1
  }
  return expired
}

function insufficient({ amount, held }: ModelSubject, needed: number): Outcome {
  return { status: 'insufficient', amount, held, needed }
}

function chainTo(subject: ModelSubject, day: number): number {
  let length = 0
  while (subject.claims.has(day - length)) length += 1
  return length
}

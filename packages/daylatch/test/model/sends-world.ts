import fc from 'fast-check'
import { expect } from 'vitest'
import { atomically } from '../../src/drivers/atomically.ts'
import type { Session } from '../../src/drivers/database.ts'
import { applyMoves } from '../../src/effect/moves/apply-moves.ts'
import type { releaseClaims } from '../../src/effect/release-claims.ts'
import { moveToRunningPeriod } from '../../src/effect/running-period.ts'
import { type Database, type EffectRecord, findEffect } from '../../src/index.ts'
import { freezeClock } from '../../src/testing/index.ts'
import { morning } from '../support/check-in.ts'
import { messageOnce, text } from '../support/messages.ts'
import { SendsNotebook } from './sends-notebook.ts'

const message = messageOnce({ cacheSize: 0 })
const clients = ['client:1', 'client:2', 'client:3']
const numbers = ['number:1', 'number:2']

export type Step =
  | { readonly do: 'send'; readonly client: number; readonly number: number | null }
  | { readonly do: 'claim'; readonly client: number }
  | { readonly do: 'cancel' | 'move'; readonly which: number }
  | { readonly do: 'wait'; readonly days: number }

export const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('send' as const),
      client: fc.nat(2),
      number: fc.option(fc.nat(1)),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('claim' as const), client: fc.nat(2) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('cancel' as const), which: fc.nat(5) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('move' as const), which: fc.nat(5) }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('wait' as const), days: fc.integer({ min: 1, max: 2 }) }),
  },
)

/** One world: subjects of its own in the one database, and a notebook that has to agree after every step. */
export class World {
  readonly #db: Database
  readonly #prefix: string
  readonly #ids: string[] = []
  readonly #release: typeof releaseClaims
  readonly notebook = new SendsNotebook()

  constructor(db: Database, prefix: string, release: typeof releaseClaims) {
    this.#db = db
    this.#prefix = prefix
    this.#release = release
  }

  async setTime(): Promise<void> {
    await freezeClock(this.#db, new Date(morning.getTime() + this.notebook.today * 86_400_000))
  }

  async run(wanted: Step): Promise<void> {
    if (wanted.do === 'wait') this.notebook.today += wanted.days
    await this.setTime()
    if (wanted.do === 'send') await this.#send(wanted.client, wanted.number)
    if (wanted.do === 'claim') await this.#claim(clients[wanted.client] ?? '')
    if (wanted.do === 'cancel') await this.#cancel(wanted.which)
    if (wanted.do === 'move') await this.#move(wanted.which)
    for (const subject of [...clients, ...numbers]) await this.#compare(subject)
  }

  async #send(client: number, number: number | null): Promise<void> {
    const names = [clients[client] ?? '', ...(number === null ? [] : [numbers[number] ?? ''])]
    const [own = '', ...also] = names.map((name) => this.#prefix + name)
    const result = await message.send(this.#db, own, text('hello', { also }))
    const lost = this.notebook.inTheWay(names)
    if (lost !== undefined) {
      const effect = lost.owner === 'claim' ? null : { id: this.#ids[lost.owner] }
      agreeInPart(result, { status: 'already', subject: this.#prefix + lost.subject, effect })
      return
    }
    const index =
      this.notebook.effects.push({ subjects: names, day: this.notebook.today, state: 'pending' }) - 1
    const [streak] = names.map((name) => this.notebook.claim(name, index))
    agreeInPart(result, { status: 'queued', claim: { streak } })
    this.#ids.push(result.effect?.id ?? '')
  }

  async #claim(client: string): Promise<void> {
    const { status, claim } = await message.claim(this.#db, this.#prefix + client)
    const isTaken = this.notebook.inTheWay([client]) !== undefined
    agree(status, isTaken ? 'already' : 'claimed')
    if (!isTaken) agree(claim.streak, this.notebook.claim(client, 'claim'))
  }

  async #cancel(which: number): Promise<void> {
    const noted = this.notebook.effects[which]
    if (noted?.state !== 'pending') return
    await this.#inTransaction(which, async (session, effect) => await this.#take(session, effect))
    noted.state = 'cancelled'
    this.notebook.release(which)
  }

  async #move(which: number): Promise<void> {
    const noted = this.notebook.effects[which]
    if (noted?.state !== 'pending' || noted.day === this.notebook.today) return
    const isFree = this.notebook.inTheWay(noted.subjects) === undefined
    await this.#inTransaction(which, async (session, effect) => {
      const { moved, ended } = await moveToRunningPeriod(session, message, [effect])
      agree([moved.length, ended.length], isFree ? [1, 0] : [0, 1])
      for (const each of ended) await this.#take(session, each)
    })
    this.notebook.release(which)
    if (!isFree) noted.state = 'cancelled'
    else {
      noted.day = this.notebook.today
      for (const subject of noted.subjects) this.notebook.claim(subject, which)
    }
  }

  async #inTransaction(
    which: number,
    work: (session: Session, effect: EffectRecord) => Promise<void>,
  ): Promise<void> {
    const effect = await findEffect(this.#db, this.#ids[which] ?? '')
    if (effect === null) throw new Error('Expected the effect')
    await atomically(this.#db, { lockTimeoutMs: 5000 }, async (session) => await work(session, effect))
  }

  /** Takes it back. */
  async #take(session: Session, effect: EffectRecord): Promise<void> {
    const by = { reason: 'test', actor: 'kim' }
    await applyMoves(session, [
      { subject: effect.subject, id: effect.id, from: ['pending'], to: 'cancelled', ...by },
    ])
    await this.#release(session, [effect])
  }

  async #compare(subject: string): Promise<void> {
    const { claim, claims, streak } = await message.status(this.#db, this.#prefix + subject)
    const actual = { claims, streak, isClaimed: claim !== null }
    agree([subject, actual], [subject, this.notebook.standing(subject)])
  }
}

function agree(actual: unknown, expected: unknown): void {
  expect(actual).toEqual(expected)
}

function agreeInPart(actual: unknown, expected: object): void {
  expect(actual).toMatchObject(expected)
}

import fc from 'fast-check'
import {
  claim,
  DAY,
  end,
  expireAll,
  HOUR,
  makeUp,
  move,
  type Outcome,
  rankLate,
  reserve,
  takenOf,
} from './model.ts'
import { type ModelCommand, Operation, takeBack } from './operation.ts'
import { account, type Crash, lifetimes, type Real } from './real.ts'

const names = ['ada', 'bo'] as const
const name = fc.constantFrom(...names)
// Few amounts and keys, so that they meet again.
const amount = fc.constantFrom(3, 8, 20)
const key = fc.option(fc.constantFrom('k1', 'k2'), { nil: undefined, freq: 2 })
const crash: fc.Arbitrary<Crash> = fc.oneof(
  { weight: 5, arbitrary: fc.constant<Crash>('none') },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Crash>('throw before commit', 'cut before commit', 'throw after commit'),
  },
)

const withKey = (key: string | undefined): { key?: string } => (key === undefined ? {} : { key })

interface Moved {
  readonly status: string
  readonly entry?: { readonly amount: number; readonly balance: number } | null
  readonly replayed?: boolean
}

function movedOutcome(result: Moved): Outcome {
  if (result.entry == null) return { ...result }
  const { amount, balance } = result.entry
  return { status: result.status, amount, balance, replayed: result.replayed }
}

const grants = fc.tuple(name, amount, key, crash).map(
  ([who, n, k, crashed]) =>
    new Operation(
      who,
      `grant ${who} ${n} ${k ?? ''}`,
      crashed,
      (model) => move(model, who, 'grant', n, k),
      async (real) =>
        movedOutcome(
          await real.operations.grant(real.db, real.subject(who), { ...account, amount: n, ...withKey(k) }),
        ),
    ),
)

const spends = fc.tuple(name, amount, key, crash).map(
  ([who, n, k, crashed]) =>
    new Operation(
      who,
      `spend ${who} ${n} ${k ?? ''}`,
      crashed,
      (model) => move(model, who, 'spend', -n, k),
      async (real) =>
        movedOutcome(
          await real.operations.spend(real.db, real.subject(who), { ...account, amount: n, ...withKey(k) }),
        ),
    ),
)

const corrections = fc.tuple(name, fc.constantFrom(-8, -3, 3, 8), key, crash).map(([who, n, k, crashed]) => {
  return new Operation(
    who,
    `correct ${who} ${n} ${k ?? ''}`,
    crashed,
    (model) => move(model, who, 'correction', n, k),
    async (real) => {
      const options = { ...account, amount: n, reason: 'model', actor: 'test', ...withKey(k) }
      return movedOutcome(await real.operations.correct(real.db, real.subject(who), options))
    },
  )
})

const reserves = fc.tuple(name, amount, fc.constantFrom(...lifetimes), key, crash).map(
  ([who, n, expiresInMs, k, crashed]) =>
    new Operation(
      who,
      `reserve ${who} ${n} for ${expiresInMs / HOUR} h ${k ?? ''}`,
      crashed,
      (model) => reserve(model, who, n, expiresInMs, k),
      async (real) => {
        const options = { ...account, amount: n, expiresInMs, ...withKey(k) }
        const result = await real.operations.reserve(real.db, real.subject(who), options)
        if (result.status === 'insufficient') return { ...result }
        const { id, state } = result.reservation
        if (!result.replayed) real.remember(who, id)
        return { status: result.status, state, replayed: result.replayed }
      },
    ),
)

/** Which reservation, counted from the latest. */
const back = fc.constantFrom(0, 0, 0, 1, 2)

const settlements = fc.tuple(name, back, fc.constantFrom(1, 0.5), crash).map(
  ([who, at, share, crashed]) =>
    new Operation(
      who,
      `settle ${who} #${at} by ${share}`,
      crashed,
      (model) => end(model, who, at, share),
      async (real) => await endReal(real, who, at, share),
    ),
)

const releases = fc.tuple(name, back, crash).map(
  ([who, at, crashed]) =>
    new Operation(
      who,
      `release ${who} #${at}`,
      crashed,
      (model) => end(model, who, at, null),
      async (real) => await endReal(real, who, at, null),
    ),
)

async function endReal(real: Real, who: string, at: number, share: number | null): Promise<Outcome> {
  const subject = real.subject(who)
  const id = real.reservation(who, at)
  const result =
    share === null
      ? await real.operations.release(real.db, subject, id)
      : await real.operations.settle(real.db, subject, id, await amountOf(real, id, share))
  if (result.status !== 'settled') return { ...result }
  return { status: result.status, amount: result.entry?.amount, replayed: result.replayed }
}

async function amountOf(real: Real, id: string, share: number): Promise<{ amount?: number }> {
  const reserved = await real.reservedAmount(id)
  return share === 1 || reserved === undefined ? {} : { amount: takenOf(reserved, share) }
}

const claims = fc.tuple(name, fc.option(fc.constantFrom('c1', 'c2'), { nil: undefined }), crash).map(
  ([who, k, crashed]) =>
    new Operation(
      who,
      `claim ${who} ${k ?? ''}`,
      crashed,
      (model) => claim(model, who, k),
      async (real) => claimOutcome(await real.action.claim(real.db, real.subject(who), withKey(k))),
    ),
)

type ClaimAnswer = Awaited<ReturnType<Real['action']['claim']>>

function claimOutcome({ status, claim: record, replayed }: ClaimAnswer): Outcome {
  const day = record.startsAt.getTime() / DAY
  if (replayed || status === 'already') return { status, day, replayed }
  const { rank, streak, reward } = record
  return { status, day, replayed, rank, balance: reward?.balance, streak }
}

/** Of claims at once, any may be the first; none shares its rank. */
function inAnyOrder(outcomes: readonly (readonly [string, Outcome])[]): Outcome {
  return {
    ...Object.fromEntries(outcomes.map(([who, outcome]) => [who, { ...outcome, rank: undefined }])),
    ranks: new Set(outcomes.map(([, outcome]) => outcome['rank'])),
  }
}

const manyClaims = fc.tuple(fc.shuffledSubarray([...names], { minLength: 1 }), crash).map(
  ([list, crashed]) =>
    new Operation(
      undefined,
      `claim ${list.join(' and ')} at once`,
      crashed,
      (model) => inAnyOrder(list.map((who) => [who, claim(model, who)])),
      async (real) => {
        const results = await real.action.claimMany(
          real.db,
          list.map((who) => real.subject(who)),
        )
        return inAnyOrder(
          results.map((result, at) => {
            if (result.status === 'failed') throw result.error
            return [list[at] ?? '', claimOutcome(result)]
          }),
        )
      },
    ),
)

const makeUps = fc.tuple(name, fc.constantFrom(0, 1, 1, 2, 2, 3, 4), crash).map(
  ([who, daysBack, crashed]) =>
    new Operation(
      who,
      `make up ${who} ${daysBack} days back`,
      crashed,
      (model) => makeUp(model, who, daysBack),
      async (real) => {
        const period = new Date(real.now - daysBack * DAY).toISOString().slice(0, 10)
        const result = await real.action.makeUp(real.db, real.subject(who), period)
        if (result.status === 'refused') return { status: result.status, rule: result.rule }
        const { claim: record, balance, replayed } = result
        return { status: result.status, day: record.startsAt.getTime() / DAY, balance, replayed }
      },
    ),
)

/** Claims and spends in a transaction of the caller's, who keeps it or changes his mind. */
const joined = fc.tuple(name, amount, fc.boolean()).map(
  ([who, n, isKept]) =>
    new Operation(
      who,
      `claim ${who} and spend ${n} in one transaction, ${isKept ? 'kept' : 'rolled back'}`,
      'none',
      (model) => {
        const before = structuredClone(model)
        const outcome = { claim: claim(model, who, undefined, false), spend: move(model, who, 'spend', -n) }
        if (!isKept) takeBack(model, before)
        return outcome
      },
      async (real) =>
        await real.inTransaction(isKept, async (db) => {
          const subject = real.subject(who)
          return {
            claim: claimOutcome(await real.action.claim(db, subject)),
            spend: movedOutcome(await real.operations.spend(db, subject, { ...account, amount: n })),
          }
        }),
    ),
)

const ranks = fc.constant(
  new Operation(undefined, 'rank late', 'none', rankLate, async (real) => ({
    ranked: await real.action.rankLate(real.db),
  })),
)

const expiries = fc.constant(
  new Operation(undefined, 'let the forgotten go', 'none', expireAll, async (real) => await real.expire()),
)

const passing = fc.constantFrom(HOUR, 13 * HOUR, DAY, 2 * DAY, 3 * DAY, 8 * DAY).map(
  (ms) =>
    new Operation(
      undefined,
      `${ms / HOUR} h pass`,
      'none',
      (model) => ({ now: (model.now += ms) }),
      async (real) => ({ now: await real.pass(ms) }),
    ),
)

/** Every operation; those that give something to work with come more often. */
export const operations: fc.Arbitrary<ModelCommand>[] = [
  ...[
    grants,
    grants,
    spends,
    spends,
    corrections,
    reserves,
    reserves,
    reserves,
    settlements,
    settlements,
    releases,
  ],
  ...[claims, manyClaims, makeUps, makeUps, makeUps, joined, ranks, expiries, passing, passing],
]

export const subjects: readonly string[] = names

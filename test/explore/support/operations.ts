import {
  cancelEffect,
  findEffect,
  grant,
  recordReceipt,
  release,
  reserve,
  resolveEffect,
  settle,
  spend,
} from 'daylatch'
import type { Process } from './process.ts'
import type { Seeds } from './seeds.ts'

/** Something that `daylatch` can be asked for. */
export interface Operation {
  readonly name: string
  /** Whether it is one transaction, so that two of them must end as one after the other would have. */
  readonly isAtomic: boolean
  /** Does it, and says in short what came of it. */
  readonly run: (process: Process, seeds: Seeds) => Promise<string>
}

const reading = { unit: 'reading' } as const
const kim = { actor: 'kim', reason: 'asked' } as const

function atomic(name: string, run: Operation['run']): Operation {
  return { name, isAtomic: true, run }
}

function inSteps(name: string, run: Operation['run']): Operation {
  return { name, isAtomic: false, run }
}

/** Every operation that writes, so chosen that they get into each other's way: see `seeds.ts` for what they find. */
const all: readonly Operation[] = [
  atomic('claim', async ({ db, checkIn }) => {
    const { status, claim } = await checkIn.claim(db, 'ada')
    return `${status} ${claim.rank} ${claim.reward?.balance}`
  }),
  atomic('claim with a block', async ({ db, checkIn }) => {
    const result = await checkIn.claimWith(db, 'ada', async () => 'done')
    return `${result.status} ${result.claim.reward?.balance}`
  }),
  // The first one goes ahead alone, for nothing is under way; those that gather meanwhile are one transaction.
  inSteps('batch', async ({ db, checkIn }) => told(await checkIn.claimMany(db, ['cy', 'bo', 'ada']))),
  inSteps('batch in another order', async ({ db, checkIn }) =>
    told(await checkIn.claimMany(db, ['di', 'ada', 'bo'])),
  ),
  atomic('make-up', async ({ db, checkIn }) => await madeUp({ db, checkIn }, '2026-11-20')),
  atomic('make-up of another day', async ({ db, checkIn }) => await madeUp({ db, checkIn }, '2026-11-19')),
  atomic('grant', async ({ db }) => {
    const { entry, replayed } = await grant(db, 'ada', { ...reading, amount: 5, key: 'gift' })
    return `${entry.balance} ${replayed}`
  }),
  atomic('spend', async ({ db }) => {
    const result = await spend(db, 'ada', { ...reading, amount: 20 })
    return result.status === 'spent' ? `spent ${result.entry.balance}` : result.status
  }),
  atomic('reserve', async ({ db }) => {
    const result = await reserve(db, 'ada', { ...reading, amount: 15, key: 'trip' })
    return result.status === 'reserved' ? `reserved ${result.replayed}` : result.status
  }),
  atomic('settle', async ({ db }, { reservation }) => {
    const result = await settle(db, 'ada', reservation, { amount: 3 })
    return result.status === 'settled' ? `settled ${result.replayed}` : result.status
  }),
  atomic('release', async ({ db }, { reservation }) => (await release(db, 'ada', reservation)).status),
  atomic('send', async ({ db, message }) => await sent({ db, message }, 'cleo', ['number:2'])),
  atomic('send to who has one', async ({ db, message }) => await sent({ db, message }, 'ben', ['number:1'])),
  inSteps('deliver', async ({ dispatcher }, { waiting }) => (await dispatcher.deliver(waiting)).status),
  atomic('record', async ({ db }, { lost }) => {
    return (await recordReceipt(db, { effectId: lost, attempt: 1, status: 'delivered' })).status
  }),
  // A gateway can speak of an attempt as soon as it has it, before its own answer has arrived.
  inSteps('record what has just left', async ({ db }, { waiting }) => {
    const effect = await findEffect(db, waiting)
    if (effect?.attempt !== 1) return 'has not left'
    return (await recordReceipt(db, { effectId: waiting, attempt: 1, status: 'delivered' })).status
  }),
  atomic('cancel', async ({ db }, { waiting }) => (await cancelEffect(db, waiting, kim)).status),
  inSteps('reconcile', async ({ dispatcher }, { lost }) => (await dispatcher.lookUp(lost, kim)).status),
  atomic('resolve', async ({ db }, { lost }) => {
    const options = { ...kim, verdict: 'not-sent', onFailed: 'release' } as const
    return (await resolveEffect(db, lost, options)).status
  }),
]

/** Nothing that the library does: somebody's own transaction that holds the row which tells whether Ada may claim. */
const holding: Operation = inSteps('a stranger who holds a latch', async ({ db }) => {
  const session = await db.connect()
  await session.query({ text: 'begin' })
  await session.query({
    text: `select from daylatch.latch where subject = 'ada' and action = 'check-in' for update`,
  })
  await session.query({ text: 'commit' })
  session.release()
  return 'held'
})

/** By their names. @throws {TypeError} for a name that none has */
export function named(...names: readonly string[]): readonly Operation[] {
  return names.map((name) => {
    const operation = [...all, holding].find((each) => each.name === name)
    if (operation === undefined) throw new TypeError(`There is no operation "${name}"`)
    return operation
  })
}

/** The ones of the promise: each of them is explored with each of them. */
export const operations: readonly Operation[] = named(
  ...['claim', 'batch', 'make-up', 'grant', 'spend', 'reserve', 'send', 'record', 'cancel', 'reconcile'],
)

/** And their kin: other ways to the same rows. */
export const everyOperation: readonly Operation[] = all

function told(results: Awaited<ReturnType<Process['checkIn']['claimMany']>>): string {
  return results
    .map((result) => {
      if (result.status === 'failed') throw result.error
      return `${result.subject} ${result.status} ${result.claim.rank}`
    })
    .join(', ')
}

async function madeUp({ db, checkIn }: Pick<Process, 'db' | 'checkIn'>, period: string): Promise<string> {
  const result = await checkIn.makeUp(db, 'ada', period)
  return result.status === 'refused' ? result.rule : `made up ${result.balance}`
}

async function sent(
  { db, message }: Pick<Process, 'db' | 'message'>,
  to: string,
  also: readonly string[],
): Promise<string> {
  const wish = { gateway: 'sms', recipient: `phone of ${to}`, payload: { text: 'Hello' }, also }
  return (await message.send(db, to, wish)).status
}

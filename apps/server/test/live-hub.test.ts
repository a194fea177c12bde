import { createDatabase, waitFor } from '@daylatch/test-kit'
import { day, fromPg, migrate, once, type Period, periodsAround } from 'daylatch'
import { pino } from 'pino'
import { describe, expect, test } from 'vitest'
import type { Follower } from '../src/live/follower.ts'
import { LiveHub, type LiveSource } from '../src/live/hub.ts'
import { readPosition, writePosition } from '../src/live/position.ts'

const rule = day({ zone: 'UTC' })
const noon = (date: number): Date => new Date(Date.UTC(2031, 4, date, 12))

/** A table of check-ins and a clock, both moved by the test. */
class FakeSite implements LiveSource {
  readonly log = pino({ level: 'silent' })
  now = noon(1)
  size = 10
  readonly #ranks = new Map<string, number>()

  commit(period: string, count = 1): void {
    this.#ranks.set(period, (this.#ranks.get(period) ?? 0) + count)
  }

  async periods() {
    const { previous, running, next } = periodsAround(rule, this.now)
    return await Promise.resolve({
      at: this.now,
      previous: previous as Period,
      running,
      next: next as Period,
    })
  }

  async read(period: string, after: number, limit: number) {
    const upTo = Math.min(this.#ranks.get(period) ?? 0, after + limit)
    const ranks = Array.from({ length: Math.max(0, upTo - after) }, (_, index) => after + index + 1)
    const items = ranks.map((rank) => ({
      period,
      rank,
      data: `${period.slice(8)}:${rank}`.padEnd(this.size),
    }))
    return await Promise.resolve(items)
  }

  async last(period: string) {
    return await Promise.resolve(this.#ranks.get(period) ?? 0)
  }
}

/** Reads what a follower is sent, and gives the data of its check-ins and the last id. */
function reading(follower: Follower): { readonly seen: string[]; lastId: string } {
  const reader = { seen: [] as string[], lastId: '' }
  follower.stream.setEncoding('utf8').on('data', (text: string) => {
    for (const [, id = ''] of text.matchAll(/^id: (.*)$/gm)) reader.lastId = id
    for (const [, data = ''] of text.matchAll(/^data: (\d\d:\d+)/gm)) reader.seen.push(data)
  })
  return reader
}

async function lookedAt(hub: LiveHub, isDone: () => boolean): Promise<void> {
  await waitFor('the hub to have looked', () => {
    hub.wake()
    return isDone()
  })
}

describe('the boundary', () => {
  test('a check-in of the old day that commits after the first of the new one reaches everybody, once', async () => {
    const site = new FakeSite()
    const hub = new LiveHub(site)
    const there = reading(await hub.follow(undefined))
    site.commit('2031-05-01')
    await lookedAt(hub, () => there.seen.length === 1)
    site.now = noon(2)
    site.commit('2031-05-02')
    await lookedAt(hub, () => there.seen.length === 2)
    const [period, rank, before] = there.lastId.split('/')
    expect([period, rank, before]).toEqual(['2031-05-02', '1', undefined])
    site.commit('2031-05-01')
    await lookedAt(hub, () => there.seen.length === 3)
    expect(there.seen).toEqual(['01:1', '02:1', '01:2'])
    const back = reading(await hub.follow({ period: '2031-05-02', rank: 1, before: 1 }))
    await waitFor('the late one', () => back.seen.length === 1)
    expect(back.seen).toEqual(['01:2'])
    await hub.stop()
  })

  test('within ten minutes of it an id says how far both days have been sent', async () => {
    const site = new FakeSite()
    site.now = new Date(noon(2).getTime() - 12 * 3_600_000 + 60_000)
    site.commit('2031-05-01', 7)
    const hub = new LiveHub(site)
    const reader = reading(await hub.follow(undefined))
    await waitFor('the greeting', () => reader.lastId !== '')
    expect(reader.lastId).toBe('2031-05-02/0/7')
    await hub.stop()
  })

  test('a client that is a day ahead of this process waits, and gets nothing twice', async () => {
    const site = new FakeSite()
    site.commit('2031-05-02', 3)
    const hub = new LiveHub(site)
    const ahead = reading(await hub.follow({ period: '2031-05-02', rank: 2, before: 0 }))
    const here = reading(await hub.follow(undefined))
    site.now = noon(2)
    await lookedAt(hub, () => here.seen.length === 3 && ahead.seen.length === 1)
    expect(ahead.seen).toEqual(['02:3'])
    await hub.stop()
  })
})

describe('coming back', () => {
  test('reads page by page what was missed while more comes in', async () => {
    const site = new FakeSite()
    const hub = new LiveHub(site)
    const first = reading(await hub.follow(undefined))
    site.commit('2031-05-01', 450)
    await lookedAt(hub, () => first.seen.length === 450)
    const back = reading(await hub.follow({ period: '2031-05-01', rank: 3, before: 0 }))
    site.commit('2031-05-01', 50)
    await lookedAt(hub, () => back.seen.length === 497)
    expect(back.seen).toEqual(Array.from({ length: 497 }, (_, index) => `01:${index + 4}`))
    await hub.stop()
  })

  test('after more than one boundary it begins with the running day', async () => {
    const site = new FakeSite()
    site.now = noon(9)
    site.commit('2031-05-01', 5)
    site.commit('2031-05-09', 2)
    const hub = new LiveHub(site)
    const reader = reading(await hub.follow({ period: '2031-05-01', rank: 3, before: null }))
    await waitFor('the running day', () => reader.seen.length === 2)
    expect(reader.seen).toEqual(['09:1', '09:2'])
    await hub.stop()
  })
})

test('a client that does not read is dropped in the end; one that does gets all of a burst', async () => {
  const site = new FakeSite()
  site.size = 2000
  const hub = new LiveHub(site, undefined, 200)
  const slow = await hub.follow(undefined)
  const quick = reading(await hub.follow(undefined))
  site.commit('2031-05-01', 400)
  await lookedAt(hub, () => quick.seen.length === 400 && hub.size === 1)
  expect(quick.seen).toEqual(Array.from({ length: 400 }, (_, index) => `01:${index + 1}`))
  expect(slow.stream.destroyed).toBe(true)
  expect(slow.stream.readableLength).toBeLessThan(70_000)
  await hub.stop()
})

test('a position is read as it was written, and nothing else is one', () => {
  for (const before of [null, 0, 17]) {
    const position = { period: '2031-05-01', rank: 12, before }
    expect(readPosition(writePosition(position))).toEqual(position)
  }
  for (const text of [
    '',
    '2031-05-01',
    '2031-05-01/',
    '2031-05-01/-1',
    '2031-05-01/1/2/3',
    '2031-05-01/1e9',
    ' 2031-05-01/1',
  ]) {
    expect(readPosition(text)).toBeUndefined()
  }
})

test('twin: a reader that goes by time passes a claim that commits late', async () => {
  const database = await createDatabase()
  const { pool } = database
  const db = fromPg(pool)
  await migrate(db)
  const unranked = once('check-in', { per: rule })
  const seen: string[] = []
  let after = '-infinity'
  const look = async (): Promise<void> => {
    const { rows } = await pool.query<{ subject: string; claimed_at: string }>(
      'select subject, claimed_at::text from daylatch.claim where claimed_at > $1::timestamptz order by claimed_at',
      [after],
    )
    seen.push(...rows.map(({ subject }) => subject))
    after = rows.at(-1)?.claimed_at ?? after
  }
  const early = await pool.connect()
  await early.query('begin')
  await unranked.claim(fromPg(early), 'early')
  await unranked.claim(db, 'late')
  await look()
  await early.query('commit')
  early.release()
  await look()
  expect(seen).toEqual(['late'])
  await database.drop()
})

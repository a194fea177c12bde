import { expect, test } from 'vitest'
import type { ListPage } from '../../src/api/types.ts'
import { itemsOf, noCheckIns, withCheckIn } from '../../src/reads/live-items.ts'
import type { LiveCheckIns } from '../../src/reads/live-items.ts'

const today = '2026-11-22'

test('the stream adds to the list, each place once, in the order of the day', () => {
  const live = liveOf(today, 3, 2)

  expect(ranksOf([pageOf(today, null, 1, 2)], live)).toEqual([1, 2, 3])
})

test('an answer that is older than the last event takes nothing off the page', () => {
  const live = liveOf(today, 2, 3)

  expect(ranksOf([pageOf(today, null, 1)], live)).toEqual([1, 2, 3])
})

test('while the list has further pages, what comes live waits for them', () => {
  expect(ranksOf([pageOf(today, 'next', 1, 2)], liveOf(today, 9))).toEqual([1, 2])
  expect(ranksOf([pageOf(today, 'next', 1, 2), pageOf(today, null, 3)], liveOf(today, 4))).toEqual([
    1, 2, 3, 4,
  ])
})

test('an event told twice counts once', () => {
  expect(liveOf(today, 1, 1, 2).items.map(({ rank }) => rank)).toEqual([1, 2])
})

test('a new day begins anew, and yesterday’s events change nothing any more', () => {
  const live = withCheckIn(liveOf(today, 1, 2), { ...itemOf(1), period: '2026-11-23' })

  expect(live).toEqual({ period: '2026-11-23', items: [itemOf(1)] })
  expect(withCheckIn(live, { ...itemOf(7), period: today })).toBe(live)
  expect(ranksOf([pageOf(today, null, 1, 2)], live)).toEqual([1, 2])
})

test('a site without ranks shows each check-in once too, in the order in which they came', () => {
  const unranked = (name: string) => ({ ...itemOf(1), rank: null, name })
  const listed = { ...pageOf(today, null), items: [unranked('Ada'), unranked('Lin')] }
  const live = { period: today, items: [unranked('Lin'), unranked('Grace')] }

  expect(itemsOf([listed], live).map(({ name }) => name)).toEqual(['Ada', 'Lin', 'Grace'])
})

test('without a list there is nothing to show', () => {
  expect(ranksOf([], liveOf(today, 1))).toEqual([])
})

function itemOf(rank: number): ListPage['items'][number] {
  return { rank, name: `Member ${rank}`, claimedAt: '2026-11-22T01:00:00.000Z', streak: 1 }
}

function liveOf(period: string, ...ranks: readonly number[]): LiveCheckIns {
  return ranks.reduce((live, rank) => withCheckIn(live, { ...itemOf(rank), period }), noCheckIns)
}

function pageOf(period: string, nextCursor: string | null, ...ranks: readonly number[]): ListPage {
  const rule = { zone: 'Asia/Shanghai', resetAt: '08:00' }
  return { period, resetsAt: '2026-11-23T00:00:00.000Z', rule, items: ranks.map(itemOf), nextCursor }
}

function ranksOf(pages: readonly ListPage[], live: LiveCheckIns): readonly (number | null)[] {
  return itemsOf(pages, live).map(({ rank }) => rank)
}

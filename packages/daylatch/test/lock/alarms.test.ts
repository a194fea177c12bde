import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Alarms } from '../../src/lock/alarms.ts'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
})

afterEach(() => {
  vi.useRealTimers()
})

function bells(): { alarms: Alarms; rung: string[]; in: (ms: number, name: string) => { takeBack(): void } } {
  const alarms = new Alarms()
  const rung: string[] = []
  return {
    alarms,
    rung,
    in(ms, name) {
      const alarm = { at: performance.now() + ms, ring: () => void rung.push(name) }
      alarms.set(alarm)
      return { takeBack: () => alarms.takeBack(alarm) }
    },
  }
}

test('each alarm rings in its time and once, whatever the order they were set in', () => {
  const bell = bells()
  bell.in(1000, 'slow')
  bell.in(20, 'quick')
  bell.in(500, 'middling')
  vi.advanceTimersByTime(19)
  expect(bell.rung).toEqual([])
  vi.advanceTimersByTime(1)
  expect(bell.rung).toEqual(['quick'])
  vi.advanceTimersByTime(5000)
  expect(bell.rung).toEqual(['quick', 'middling', 'slow'])
})

test('one that is taken back does not ring, and those behind it do', () => {
  const bell = bells()
  const first = bell.in(10, 'first')
  bell.in(30, 'second')
  first.takeBack()
  vi.advanceTimersByTime(30)
  expect(bell.rung).toEqual(['second'])
})

test('any number of them share one timer', () => {
  const bell = bells()
  for (let n = 0; n < 50; n += 1) bell.in(1000 + n, 'late').takeBack()
  bell.in(1000, 'due')
  expect(vi.getTimerCount()).toBe(1)
  vi.advanceTimersByTime(1000)
  expect([bell.rung, vi.getTimerCount()]).toEqual([['due'], 0])
})

test('one that throws does not keep the others from ringing', () => {
  const { alarms, rung, in: ringIn } = bells()
  const thrower = {
    at: performance.now() + 10,
    ring: () => {
      throw new Error('a listener of the application')
    },
  }
  alarms.set(thrower)
  ringIn(10, 'beside it')
  ringIn(20, 'after it')
  expect(() => vi.advanceTimersByTime(10)).toThrow('a listener of the application')
  vi.advanceTimersByTime(10)
  expect(rung).toEqual(['beside it', 'after it'])
})

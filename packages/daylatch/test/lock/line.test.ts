import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { Place } from '../../src/lock/line.ts'
import { type LockOptions, type LockPlan, planOf } from '../../src/lock/options.ts'

const usual = planOf({}, ['timeout'])
const one = { text: 'select * from account where id = $1', values: [1] }

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
})

afterEach(() => {
  // The alarms are the module's own: none may be left with a clock that is gone.
  vi.runAllTimers()
  vi.useRealTimers()
})

interface Somebody {
  readonly place: Place
  /** What is left of the timeout, once the database has been reached out of the line. */
  left: number | undefined
}

/** As many as are asked for, in their order; with those of them who are at the database. */
function crowd(
  size: number,
  plan: LockPlan = usual,
): { people: Somebody[]; admitted: () => Promise<string> } {
  const source = {}
  const people = Array.from({ length: size }, (): Somebody => {
    const place = Place.of(source, one, plan)
    if (place === undefined) throw new Error('No line for this query')
    const somebody: Somebody = { place, left: undefined }
    const turn = place.enter(plan.timeoutMs)
    if (turn === undefined) somebody.left = plan.timeoutMs
    else void turn.then((left) => (somebody.left = left))
    return somebody
  })
  const admitted = async (): Promise<string> => {
    await Promise.resolve()
    return people.map(({ left }) => left ?? '-').join(' ')
  }
  return { people, admitted }
}

describe('a line for a row', () => {
  test('lets three to the database, and the others after them in their order, one for each who leaves', async () => {
    const { people, admitted } = crowd(6)
    expect(await admitted()).toBe('5000 5000 5000 - - -')
    people[1]?.place.leave()
    people[1]?.place.leave()
    expect(await admitted()).toBe('5000 5000 5000 5000 - -')
    people[0]?.place.leave()
    people[3]?.place.leave()
    expect(await admitted()).toBe('5000 5000 5000 5000 5000 5000')
  })

  test('holds nobody for longer than 200 ms, and takes the stay from the timeout in four steps', async () => {
    const { people, admitted } = crowd(5)
    vi.advanceTimersByTime(51)
    people[0]?.place.leave()
    expect(await admitted()).toBe('5000 5000 5000 4900 -')
    vi.advanceTimersByTime(148)
    expect(await admitted()).toBe('5000 5000 5000 4900 -')
    vi.advanceTimersByTime(1)
    expect(await admitted()).toBe('5000 5000 5000 4900 4800')
  })

  test('leaves the database half of a short timeout', async () => {
    const { admitted } = crowd(4, planOf({ timeoutMs: 50 }, ['timeout']))
    vi.advanceTimersByTime(24)
    expect(await admitted()).toBe('50 50 50 -')
    vi.advanceTimersByTime(1)
    expect(await admitted()).toBe('50 50 50 25')
  })

  test('after those whose stay has ended, lets nobody in until there are fewer than three again', async () => {
    const { people, admitted } = crowd(5)
    vi.advanceTimersByTime(200)
    const late = Place.of({}, one, usual)
    expect(await admitted()).toBe('5000 5000 5000 4800 4800')
    expect(late?.enter(5000)).toBeUndefined()
    for (const { place } of people) place.leave()
  })

  test('is let go of when two have a row at once: the query gives different ones', async () => {
    const { people, admitted } = crowd(7)
    people[0]?.place.hold()
    people[0]?.place.leave()
    people[1]?.place.hold()
    expect(await admitted()).toBe('5000 5000 5000 5000 - - -')
    people[2]?.place.hold()
    expect(await admitted()).toBe('5000 5000 5000 5000 5000 5000 5000')
  })
})

describe('nobody waits for somebody who wants something else', () => {
  const source = {}

  /** Whether the fifth would wait behind four others as they are. */
  function waits(
    query: { text: string; values?: readonly unknown[] },
    options: LockOptions,
    at: object,
  ): boolean {
    return Place.of(at, query, planOf(options, ['timeout', 'nowait']))?.enter(5000) !== undefined
  }

  test('the same query waits; another value, text, clause or pool does not', () => {
    for (let n = 0; n < 3; n += 1) expect(waits(one, {}, source)).toBe(false)
    expect(waits(one, {}, source)).toBe(true)
    expect(waits({ ...one, values: [2] }, {}, source)).toBe(false)
    expect(waits({ ...one, text: `${one.text} limit 1` }, {}, source)).toBe(false)
    expect(waits(one, { of: 'account' }, source)).toBe(false)
    expect(waits(one, {}, {})).toBe(false)
  })

  test.each<[string, LockOptions, readonly unknown[]]>([
    ['a lock that others share', { strength: 'share' }, [1]],
    ['a lock on the key alone', { strength: 'key share' }, [1]],
    ['a lock that does not wait', { wait: 'nowait' }, [1]],
    ['a list of values', {}, [[1, 2]]],
    ['a date', {}, [new Date(0)]],
    ['no value', {}, [null]],
  ])('%s stands in no line', (_, options, values) => {
    expect(Place.of(source, { ...one, values }, planOf(options, ['timeout', 'nowait']))).toBeUndefined()
  })
})

import { expect, test } from 'vitest'
import { annotationLine } from '../../src/cli/annotations.ts'
import { annotationsOf, exitCodeOf, type Explored, printed } from '../../src/cli/explored.ts'
import type { Coverage } from '../../src/index.ts'
import { foundRace } from '../support/found-race.ts'

const said: Pick<Coverage, 'sentence'> = { sentence: 'all 42 schedules with at most 2 preemptions' }
const coverage = said as Coverage

function explored(parts: Partial<Omit<Explored, 'result'>>): Explored {
  const { fresh = [], known = [], gone = [] } = parts
  const races = [...fresh, ...known]
  const result = {
    name: 'sign',
    holds: races.length === 0,
    found: races[0] ?? null,
    races,
    coverage,
    ms: 1234,
  }
  return { result, fresh, known, gone }
}

const gone = [{ id: 'a1', race: 'sign', anomaly: 'lost update', sentence: 'Both write.' }]

test('the exit code tells new from known, races from bugs, steady from unsteady', () => {
  const plainBug = foundRace('p', { kind: 'plain bug' })
  const unsteady = foundRace('u', { reproduced: { times: 3, of: 5 } })

  expect(exitCodeOf([explored({})], false)).toBe(0)
  expect(exitCodeOf([explored({ known: [foundRace('k')], gone })], false)).toBe(0)
  expect(exitCodeOf([explored({}), explored({ fresh: [foundRace('n')] })], false)).toBe(1)
  expect(exitCodeOf([explored({ fresh: [foundRace('n')] }), explored({ fresh: [plainBug] })], false)).toBe(2)
  expect(exitCodeOf([explored({ fresh: [plainBug] }), explored({ fresh: [unsteady] })], false)).toBe(3)
  expect(exitCodeOf([explored({ fresh: [foundRace('n')] })], true)).toBe(0)
})

test('what holds is said with what was looked at', () => {
  expect(printed(explored({}), false)).toBe(
    'sign: holds\nall 42 schedules with at most 2 preemptions (1.2 s)\n',
  )
})

test('what is known is one line; what is gone says how to forget it', () => {
  expect(printed(explored({ known: [foundRace('k')], gone }), false)).toBe(
    [
      'sign: known (k): Both read the flag before either set it.',
      'sign: not found any more (a1): Both write.',
      'Is it cured? Then `--update-baseline` forgets it.',
      'all 42 schedules with at most 2 preemptions (1.2 s)',
      '',
    ].join('\n'),
  )
})

test('annotations are errors for new races, and quote what GitHub reads as its own signs', () => {
  const one = explored({ fresh: [foundRace('n')], known: [foundRace('k')], gone })

  const lines = annotationsOf(one, '/checkout/race.config.mjs').map((each) =>
    annotationLine(each, '/checkout'),
  )

  expect(lines).toEqual([
    "::error file=race.config.mjs,line=1,title=sign%3A stale check::Both read the flag before either set it.%0Atwo check-ins%0AAgain: race replay 'pg:ABAB'",
    '::warning file=race.config.mjs,line=1,title=sign%3A known race::Both read the flag before either set it.',
    '::notice file=race.config.mjs,line=1,title=sign%3A not found any more::Both write.',
  ])
})

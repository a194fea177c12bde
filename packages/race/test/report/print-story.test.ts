import { expect, test } from 'vitest'
import { printStory, tellStory } from '../../src/report/index.ts'
import type { Story } from '../../src/report/index.ts'
import { Actor, record } from './support/record.ts'
import { races } from './support/races.ts'

async function story(name: keyof typeof races): Promise<Story> {
  return await tellStory(races[name](), {
    name: 'last owner',
    actors: ['demote Bob', 'demote Ann'],
    schedule: 'pg:ABBA#00112233',
    reproduced: { times: 5, of: 5 },
    coverage: 'all 6 schedules with at most 1 preemption',
  })
}

test('a story fits on a screen, in columns', async () => {
  const lines = printStory(await story('guardedUpdate'), {
    width: 90,
    page: 'race-reports/last-owner.html',
  }).split('\n')

  expect(lines.slice(0, 26)).toEqual([
    'WRITE SKEW  last owner',
    '',
    "A and B each count person (role = 'owner') and change it in one statement: neither sees",
    'what the other one has done but not committed yet.',
    '⇒ nobody owns the project',
    '',
    '    │ A  demote Bob                            │ B  demote Ann',
    '────┬──────────────────────────────────────────┬──────────────────────────────────────────',
    '  1 │ counts and changes person: role =        │',
    "    │ 'member' ◀\u00a0not\u00a0seen\u00a0yet                  │",
    "    │   update person set role = 'member'      │",
    "    │   where name = 'Bob' and role = 'owner'  │",
    '    │   and (select count…                     │',
    '  2 │                                          │ counts and changes person: role =',
    "    │                                          │ 'member', committed ◀\u00a0looks",
    "    │                                          │   update person set role = 'member'",
    "    │                                          │   where name = 'Ann' and role = 'owner'",
    '    │                                          │   and (select count…',
    '  3 │ commits its statement                    │',
    '',
    'What is unprotected',
    'B looks and acts in one statement (step 2), and A has done the same in step 1 without',
    'having committed. One statement is not one moment: it looks at what was committed when it',
    'began, and locks only the rows that it changes.',
    '',
    'The usual cures',
  ])
  expect(lines.slice(-5)).toEqual([
    '',
    'A, B: 1 preemption, reproduced 5 of 5 times',
    'Searched: all 6 schedules with at most 1 preemption',
    "Again: race replay 'pg:ABBA#00112233'",
    'Page: race-reports/last-owner.html',
  ])
})

test.each([60, 80, 132])(
  'no line of a story is longer than %i characters, statements of cures aside',
  async (width) => {
    const lines: string[] = []
    for (const name of Object.keys(races) as (keyof typeof races)[])
      lines.push(...printStory(await story(name), { width }).split('\n'))

    expect(lines.filter((line) => line.length > width && !line.startsWith('     '))).toEqual([])
  },
)

test('colours are written for a terminal alone', async () => {
  const told = await story('deadlock')

  expect(printStory(told).includes('\u001b')).toBe(false)
  expect(printStory(told, { color: true }).startsWith('\u001b[1mDEADLOCK\u001b[22m')).toBe(true)
})

test('a serial order that fails is called a plain bug, without cures for races', async () => {
  const [a, b] = [new Actor(0), new Actor(1)]
  const run = record('1 instead of 2', [a.sql('select 1 from t'), b.sql('update t set n = 1')])
  const told = await tellStory(run, { actors: ['read', 'write'] })

  expect(told.anomaly.id).toBe('plain-bug')
  expect(told.cures).toEqual([])
  expect(printStory(told).split('\n').slice(0, 4)).toEqual([
    'PLAIN BUG  read and write',
    '',
    'A and B, one after another, already break it: no race is needed, and no lock would help.',
    '⇒ 1 instead of 2',
  ])
})

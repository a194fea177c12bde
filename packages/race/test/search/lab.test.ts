import { expect, test } from 'vitest'
import { explore, type ExploreOptions, openLab } from '@daylatch/race'
import { type Guard, signInLab } from '../sign-in.ts'

/** Nobody waits outside of the database here, so that slowness of a busy machine is never taken for it. */
async function exploreSignIn(guard: Guard, options: ExploreOptions) {
  const lab = await openLab(signInLab(guard, { parkAfterMs: 10_000, giveUpAfterMs: 60_000 }))
  try {
    return await explore(lab, { ms: 60_000, ...options })
  } finally {
    await lab.close()
  }
}

test('of all 252 orders of two unguarded sign-ins 182 can happen, and 16 executions cover them', async () => {
  const { coverage, failures } = await exploreSignIn('none', { bound: 'unbounded', stopAtFirst: false })

  expect(coverage.phases).toEqual([
    { bound: 1, schedules: 10n, classes: 8, isComplete: true },
    { bound: 2, schedules: 40n, classes: 14, isComplete: true },
    { bound: 3, schedules: 82n, classes: 16, isComplete: true },
    { bound: 'unbounded', schedules: 182n, classes: 16, isComplete: true },
  ])
  expect(coverage.executions).toBe(16)
  expect(failures.map(({ kind }) => kind)).toEqual(Array.from({ length: 14 }, () => 'race'))
  expect(coverage.sentence).toBe('all 182 schedules, 16 classes, 2 actors, statement and commit granularity')
})

test('executed one by one, the orders with one preemption fail as often as their classes foretold', async () => {
  const { coverage, failures } = await exploreSignIn('none', {
    bound: 1,
    stopAtFirst: false,
    isReduced: false,
  })

  expect(coverage.phases).toEqual([{ bound: 1, schedules: 12n, classes: 12, isComplete: true }])
  expect(coverage.executions).toBe(12)
  expect(failures).toHaveLength(6)
})

test('one preemption is enough to find the race of two unguarded sign-ins', async () => {
  const { found, coverage } = await exploreSignIn('none', {})

  expect(found).toMatchObject({ kind: 'race', preemptions: 1, foundAfter: 3 })
  expect(coverage.sentence).toBe(
    'all 2 serial orders, 3 more with at most 1 preemption, up to the first that failed, 3 classes, 2 actors, statement and commit granularity',
  )
})

test('all 50 orders of two sign-ins that lock the member first give the points once', async () => {
  const { found, coverage } = await exploreSignIn('lock', { bound: 'unbounded' })

  expect(found).toBeNull()
  expect(coverage.phases.at(-1)).toEqual({
    bound: 'unbounded',
    schedules: 50n,
    classes: 8,
    isComplete: true,
  })
  expect(coverage.executions).toBe(8)
})

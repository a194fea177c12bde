import { spawn } from 'node:child_process'
import { once as event } from 'node:events'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { pausePointNames } from '../../src/pause-points.ts'
import { setPausePoint } from '../../src/testing/index.ts'
import { checkInOnce } from '../support/check-in.ts'
import { freshDatabase } from '../support/fresh-database.ts'
import { tally } from '../support/tally.ts'

const nothing = { latches: 0, claims: 0, entries: 0, paid: 0, balances: 0, broken: 0 }
const everything = { latches: 1, claims: 1, entries: 1, paid: 25, balances: 25, broken: 0 }

test.each([
  ['before-latch', nothing],
  ['after-latch', nothing],
  ['before-commit', nothing],
  ['after-commit', everything],
])('a process killed %s leaves all of a claim or none of it', async (point, left) => {
  const { url, db, pool } = await freshDatabase()
  const script = fileURLToPath(new URL('./child/die-at.mjs', import.meta.url))
  const child = spawn(process.execPath, [script, url, point], { stdio: 'inherit' })
  const [, signal] = (await event(child, 'exit')) as [number | null, string | null]
  expect(signal).toBe('SIGKILL')
  // The claim that follows waits for the dead session's end, whatever the server has noticed by now.
  const { status } = await checkInOnce().claim(db, 'ada')
  expect(status).toBe(left === nothing ? 'claimed' : 'already')
  expect(await tally(pool)).toEqual(everything)
})

test('every pause point is reached, in this order', async () => {
  const { db } = await freshDatabase()
  const seen: string[] = []
  const removals = pausePointNames.map((name) =>
    setPausePoint(name, ({ subjects }) => void seen.push(name, ...subjects)),
  )
  await checkInOnce().claim(db, 'ada')
  for (const remove of removals) remove()
  await checkInOnce().claim(db, 'bo')
  expect(seen).toEqual([
    'before-latch',
    'ada',
    'after-latch',
    'ada',
    'before-commit',
    'ada',
    'after-commit',
    'ada',
  ])
})

test('a handler that throws undoes the claim, which is tried again', async () => {
  const { db, pool } = await freshDatabase()
  const remove = setPausePoint('before-commit', () => {
    remove()
    throw new Error('thrown by the test')
  })
  expect((await checkInOnce().claim(db, 'ada')).status).toBe('claimed')
  expect(await tally(pool)).toEqual(everything)
})

import { spawn } from 'node:child_process'
import { once as event } from 'node:events'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { verify } from '../../src/index.ts'
import { setPausePoint } from '../../src/testing/index.ts'
import { pausePointNames } from '../../src/pause-points.ts'
import { freshDatabase } from '../support/fresh-database.ts'
import { effectTally, messageOnce, text } from '../support/messages.ts'

const points = [
  'before-latch',
  'after-latch',
  'effect-claimed',
  'effect-queued',
  'before-commit',
  'after-commit',
] as const

const wish = text('hello', { also: ['number:1'] })

const deaths = [
  ...points.map((point) => [point, 'send'] as const),
  ['effect-claimed', 'sendMany'],
  ['after-commit', 'sendMany'],
] as const

test.each(deaths)(
  'a process killed %s of a %s leaves all of it or nothing, and its retry ends with one message',
  async (point, how) => {
    const { url, db, pool } = await freshDatabase()
    const script = fileURLToPath(new URL('./child/die-at.mjs', import.meta.url))
    const child = spawn(process.execPath, [script, url, point, how], { stdio: 'inherit' })
    const [, signal] = (await event(child, 'exit')) as [number | null, string | null]
    expect(signal).toBe('SIGKILL')

    // The retry waits for the dead session's end, whatever the server has noticed by now.
    const retried = await messageOnce().send(db, 'client:7', wish, { key: 'k' })

    expect(retried).toMatchObject({ status: 'queued', replayed: point === 'after-commit' })
    expect(await effectTally(pool)).toEqual({ latches: 2, claims: 2, released: 0, effects: 1, events: 1 })
    expect((await verify(db)).problem).toBe(null)
  },
)

test('a send passes these pause points, in this order', async () => {
  const { db } = await freshDatabase()
  const seen: string[] = []
  const removals = pausePointNames.map((name) => setPausePoint(name, () => void seen.push(name)))
  await messageOnce().send(db, 'client:7', wish)
  for (const remove of removals) remove()
  expect(seen).toEqual(points)
})

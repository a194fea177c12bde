import { spawn } from 'node:child_process'
import { once as event } from 'node:events'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { grant, verify } from '../../src/index.ts'
import { freshDatabase } from '../support/fresh-database.ts'
import { storedKeys } from '../support/keys.ts'
import { tally } from '../support/tally.ts'

const granted = { latches: 0, claims: 0, entries: 1, paid: 10, balances: 10, broken: 0 }

test.each([
  ['make-up', 'after-latch', granted, 0],
  ['make-up', 'before-commit', granted, 0],
  ['make-up', 'after-commit', { ...granted, latches: 1, claims: 1, entries: 3, paid: 25, balances: 25 }, 0],
  ['claim with a block', 'before-commit', granted, 0],
  [
    'claim with a block',
    'after-commit',
    { ...granted, latches: 1, claims: 1, entries: 2, paid: 35, balances: 35 },
    1,
  ],
])('a %s, killed %s, leaves all of itself or nothing', async (what, point, left, lines) => {
  const { url, db, pool } = await freshDatabase()
  await pool.query('create table diary (line int)')
  await grant(db, 'ada', { unit: 'reading', amount: 10 })
  const script = fileURLToPath(new URL('./child/die-inside.mjs', import.meta.url))
  const child = spawn(process.execPath, [script, url, point, what], { stdio: 'inherit' })
  const [, signal] = (await event(child, 'exit')) as [number | null, string | null]
  expect(signal).toBe('SIGKILL')
  expect(await tally(pool)).toEqual(left)
  expect((await pool.query('select from diary')).rowCount).toBe(lines)
  expect((await storedKeys(pool)).length).toBe(left === granted ? 0 : 1)
  expect((await verify(db)).problem).toBe(null)
})

import { fileURLToPath } from 'node:url'
import { spawnProcess } from '@daylatch/test-kit'
import { expect, test } from 'vitest'
import { spend } from '../../src/index.ts'
import { setPausePoint } from '../../src/testing/index.ts'
import { freshDatabase } from '../support/fresh-database.ts'
import { accountOf, give, reading, setAside } from '../support/ledger.ts'
import { outcomeOf } from '../support/outcome-of.ts'

const script = fileURLToPath(new URL('./child/die-at.mjs', import.meta.url))

test.each([
  ['before-commit', 10],
  ['after-commit', 0],
] as const)(
  'a process killed %s leaves all of an operation or none of it',
  async (point, heldAfter) => {
    const { url, db } = await freshDatabase()
    await give(db, 'ada', 20)
    const { id } = await setAside(db, 'ada', 10)
    const deathBy = async (...work: readonly string[]): Promise<string | null> =>
      (await spawnProcess(process.execPath, [script, url, point, ...work]).exit).signal
    expect(await deathBy('spend')).toBe('SIGKILL')
    // With its key, the retry does what was not done, and finds what was. It waits for the dead session's end.
    const again = await spend(db, 'ada', { ...reading, amount: 5, key: 'k' })
    expect(again).toMatchObject({ status: 'spent', replayed: point === 'after-commit' })
    expect(await accountOf(db, 'ada')).toEqual([15, 10, 2])
    expect(await deathBy('release', id)).toBe('SIGKILL')
    expect(await accountOf(db, 'ada')).toEqual([15, heldAfter, 2])
  },
  60_000,
)

test('a spend whose caller is cut off before its commit is undone; after it, it is there', async () => {
  const { db } = await freshDatabase()
  await give(db, 'ada', 20)
  for (const [point, left] of [
    ['before-commit', 20],
    ['after-commit', 15],
  ] as const) {
    const remove = setPausePoint(point, () => {
      throw new Error('thrown by the test')
    })
    expect(await outcomeOf(spend(db, 'ada', { ...reading, amount: 5 }))).toBe('Error: thrown by the test')
    remove()
    expect((await accountOf(db, 'ada'))[0]).toBe(left)
  }
})

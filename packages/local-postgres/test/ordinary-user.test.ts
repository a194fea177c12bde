import { join } from 'node:path'
import { statSync } from 'node:fs'
import { requirement, waitFor } from '@daylatch/test-kit'
import { describe, expect, test } from 'vitest'
import { lookAt } from '../src/processes.ts'
import { ask, hold, isRoot, nativeCopy, temporaryDataFolder, tryToAsk } from './support.ts'
import { preparedDataFolder } from './prepared.ts'
import type { Holder } from './support.ts'

// Started as an ordinary user, every other test of this package is that user's already.
const root = requirement(isRoot, 'needs root, to become an ordinary user', 'sudo npm test')
const ordinary = 65534

/** As `nobody`, who sees the packages only where everybody may read them. */
async function holdAsOrdinaryUser(dataFolder: string): Promise<Holder> {
  const native = await nativeCopy('with links')
  return hold(dataFolder, { DAYLATCH_POSTGRES_BIN: join(native, 'bin') }, { uid: ordinary })
}

describe.skipIf(!root)('as an ordinary user', () => {
  test('the server runs as that user, in a folder that is closed to all others', async () => {
    const dataFolder = await temporaryDataFolder(ordinary)
    const holder = await holdAsOrdinaryUser(dataFolder)
    expect(await ask(holder.url, 'select 1 as one')).toEqual({ one: 1 })
    expect(statSync(`/proc/${holder.pid}`).uid).toBe(ordinary)
    const { mode, uid } = statSync(dataFolder)
    expect({ mode: mode & 0o777, uid }).toEqual({ mode: 0o700, uid: ordinary })
    expect(await holder.process.kill('SIGTERM')).toEqual({ code: 0, signal: null })
    expect(lookAt(holder.pid).state).not.toBe('running')
  })

  test('two of the user’s processes share it, and a killed server comes back for both', async () => {
    const dataFolder = await temporaryDataFolder(ordinary)
    const first = await holdAsOrdinaryUser(dataFolder)
    const second = await holdAsOrdinaryUser(dataFolder)
    expect(second.pid).toBe(first.pid)
    process.kill(first.pid, 'SIGKILL')
    const row = await waitFor('the server', () => tryToAsk(first.url, 'select 1 as one'))
    expect(row).toEqual({ one: 1 })
    expect(await first.process.kill('SIGTERM')).toEqual({ code: 0, signal: null })
    expect(await ask(second.url, 'select 1 as one')).toEqual({ one: 1 })
    expect(await second.process.kill('SIGTERM')).toEqual({ code: 0, signal: null })
    expect(await tryToAsk(first.url, 'select 1')).toBe(undefined)
  })

  test('a data folder of root is refused', async () => {
    const dataFolder = await preparedDataFolder()
    const asRoot = await hold(dataFolder)
    await asRoot.process.kill('SIGTERM')
    await expect(holdAsOrdinaryUser(dataFolder)).rejects.toThrow('"code":"DATA_FOLDER_FOREIGN"')
  })
})

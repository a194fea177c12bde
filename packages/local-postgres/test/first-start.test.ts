import { existsSync } from 'node:fs'
import { mkdir, readdir, rename } from 'node:fs/promises'
import { waitFor } from '@daylatch/test-kit'
import { expect, test } from 'vitest'
import { startLocalPostgres } from '../src/start.ts'
import { ask, startHolding, temporaryDataFolder } from './support.ts'

/** Kills a first start in the middle of its initdb; gives the folder that initdb had begun to fill. */
async function breakFirstStart(dataFolder: string): Promise<string> {
  const starter = startHolding(dataFolder)
  const begun = await waitFor('a half-made cluster', async () => {
    if (!existsSync(dataFolder)) return undefined
    const name = (await readdir(dataFolder)).find((each) => each.startsWith('pgdata.new-'))
    return name !== undefined && existsSync(`${dataFolder}/${name}/PG_VERSION`) && `${dataFolder}/${name}`
  })
  await starter.kill('SIGKILL')
  return begun
}

test('a first start that was killed half-way leaves nothing in the way of the next', async () => {
  const dataFolder = await temporaryDataFolder()
  await breakFirstStart(dataFolder)
  expect(existsSync(`${dataFolder}/pgdata`)).toBe(false)

  const postgres = await startLocalPostgres({ dataFolder })
  const row = await ask(postgres.url, 'select 1 as one')
  await postgres.stop()

  expect(row).toEqual({ one: 1 })
  expect((await readdir(dataFolder)).filter((name) => name.startsWith('pgdata'))).toEqual(['pgdata'])
})

test('twin: a half-made cluster in the final place looks finished and does not start', async () => {
  const dataFolder = await temporaryDataFolder()
  const begun = await breakFirstStart(dataFolder)
  // What `initdb -D pgdata` would have left: a folder with PG_VERSION and without its catalogue.
  await rename(begun, `${dataFolder}/pgdata`)
  await expect(startLocalPostgres({ dataFolder })).rejects.toMatchObject({ code: 'START_FAILED' })
})

test('an empty data folder that somebody made beforehand is used', async () => {
  const dataFolder = await temporaryDataFolder()
  await mkdir(dataFolder)
  const postgres = await startLocalPostgres({ dataFolder })
  await postgres.stop()
  expect(existsSync(`${dataFolder}/pgdata/PG_VERSION`)).toBe(true)
})

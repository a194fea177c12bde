import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { spawnProcess } from '@daylatch/test-kit'
import { expect, onTestFinished, test } from 'vitest'

const command = fileURLToPath(new URL('../../bin/race.mjs', import.meta.url))

function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'race-typescript-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text)
  return folder
}

/** A schedule that is none ends the command after the file was read, before a lab is opened. */
function readConfig(folder: string): ReturnType<typeof spawnProcess> {
  const parameters = [command, 'replay', 'no schedule', 'race.config.ts', '--only', 'nobody']
  return spawnProcess(process.execPath, parameters, { cwd: folder })
}

test('a file with types, which imports another one, is read on every Node', async () => {
  const folder = folderWith({
    'handler.ts': `export interface Seat { readonly row: number }\nexport const take = (seat: Seat): number => seat.row\n`,
    'race.config.ts': `
      import { take, type Seat } from './handler.ts'
      const seat: Seat = { row: 1 }
      export default { name: 'seats', actors: [() => take(seat)], invariant: 'select true' satisfies string }`,
  })

  const race = readConfig(folder)

  expect(await race.exit).toEqual({ code: 64, signal: null })
  expect(race.stderr()).toContain('There is no race `nobody` in ')
  expect(race.stderr()).toContain('race.config.ts: it has seats.')
})

test('a file that cannot be parsed is refused by name', async () => {
  const folder = folderWith({ 'race.config.ts': 'const a: = 1' })

  const race = readConfig(folder)

  expect(await race.exit).toEqual({ code: 78, signal: null })
  expect(race.stderr()).toContain('race.config.ts cannot be read: ')
})

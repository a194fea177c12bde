import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { loadConfig } from '../../src/config/load-config.ts'
import { RaceError } from '../../src/index.ts'

function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'race-config-')))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text)
  return folder
}

async function refusal(given: string | undefined, folder: string): Promise<string> {
  try {
    await loadConfig(given, folder)
  } catch (error) {
    if (error instanceof RaceError) return `${error.code}: ${error.message.replaceAll(folder, '…')}`
    throw error
  }
  return 'none'
}

const race = `{ actors: [function sign() {}, function sign() {}], invariant: 'select true' }`

test('one race gets its name from its actors, several have their own', async () => {
  const folder = folderWith({
    'race.config.mjs': `export default ${race}`,
    'two.mjs': `export default [{ ...${race}, name: 'naive' }, { ...${race}, name: 'cured' }]`,
  })

  const found = await loadConfig(undefined, folder)
  const named = await loadConfig('two.mjs', folder)

  expect(found.file).toBe(path.join(folder, 'race.config.mjs'))
  expect(found.races.map(({ name }) => name)).toEqual(['sign × 2'])
  expect(named.races.map(({ name }) => name)).toEqual(['naive', 'cured'])
})

test('commands run in the folder of the file', async () => {
  const application = `application: { command: 'flask run', cwd: 'app' }`
  const command = `{ kind: 'command', name: 'job', command: 'rake job', cwd: null, env: {} }`
  const folder = folderWith({
    'race.mjs': `export default { ${application}, actors: [${command}], invariant: 'select true' }`,
  })

  const { races } = await loadConfig('race.mjs', folder)

  expect(races[0]?.application).toEqual({ command: 'flask run', cwd: path.join(folder, 'app') })
  expect(races[0]?.actors).toMatchObject([{ cwd: folder }])
})

test.each([
  ['there.mjs', 'BAD_CONFIG: There is no there.mjs in …: name a file that exports a race'],
  [
    undefined,
    'BAD_CONFIG: There is no race.config.ts, race.config.mts, race.config.mjs, race.config.js in …: name a file that exports a race',
  ],
  [
    'none.mjs',
    'BAD_CONFIG: Expected the default export of …/none.mjs to be a race or an array of races, got none',
  ],
  [
    'same.mjs',
    'BAD_CONFIG: Expected each race of …/same.mjs to have a `name` of its own, got two `sign × 2`',
  ],
  ['bad.mjs', 'BAD_OPTION: Expected `actors` to be at least one actor, got undefined'],
])('%s is refused', async (file, message) => {
  const folder = folderWith({
    'none.mjs': 'export const race = 1',
    'same.mjs': `export default [${race}, ${race}]`,
    'bad.mjs': `export default { invariant: 'select true' }`,
  })

  expect(await refusal(file, folder)).toBe(message)
})

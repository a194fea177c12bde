import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Exit, serverUrl, type SpawnedProcess, spawnProcess } from '@daylatch/test-kit'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'

const root = fileURLToPath(new URL('../../../../', import.meta.url))
const packages = ['packages/race', 'packages/local-postgres']

// It installs packages and starts processes, and the machine may be busy.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

let folder: string

/** Packs what would be published, and installs it in a folder that knows nothing of this repository. */
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'race-packed-'))
  cpSync(fileURLToPath(new URL('stranger', import.meta.url)), folder, { recursive: true })
  const tarballs = path.join(folder, 'tarballs')
  mkdirSync(tarballs)
  await succeeds(
    'npm',
    ['pack', ...packages.map((each) => `./${each}`), '--pack-destination', tarballs],
    root,
  )
  const files = readdirSync(tarballs).filter((name) => name.endsWith('.tgz'))
  const given = files.map((name) => `./tarballs/${name}`)
  // The server of this test run is theirs; the binaries of another one need not be unpacked.
  const frugal = ['--omit=optional', '--no-audit', '--no-fund', '--prefer-offline', '--ignore-scripts']
  await succeeds('npm', ['install', ...frugal, ...given, 'pg@8.23.1'], folder)
})

afterAll(() => rmSync(folder, { recursive: true }))

function start(command: string, parameters: readonly string[], cwd: string): SpawnedProcess {
  const { PATH, HOME, npm_config_cache } = process.env
  const env = { PATH, HOME, npm_config_cache, DATABASE_URL: serverUrl(), NO_COLOR: '1' }
  return spawnProcess(command, parameters, { cwd, env })
}

async function succeeds(command: string, parameters: readonly string[], cwd: string): Promise<void> {
  const child = start(command, parameters, cwd)
  const exit = await child.exit
  if (exit.code !== 0)
    throw new Error(`${command} ${parameters.join(' ')}\n${child.stderr()}${child.stdout()}`)
}

async function race(
  ...parameters: readonly string[]
): Promise<{ exit: Exit; stdout: string; stderr: string }> {
  const child = start('npx', ['race', ...parameters], folder)
  const exit = await child.exit
  return { exit, stdout: child.stdout(), stderr: child.stderr() }
}

test('an assertion of node:test fails with the story, and passes with the lock', async () => {
  const run = start(process.execPath, ['--test', '--test-reporter=tap', 'seats.test.mjs'], folder)

  expect(await run.exit).toEqual({ code: 1, signal: null })
  expect(run.stdout()).toContain('not ok 1 - one seat, one person')
  expect(run.stdout()).toContain('ok 2 - one seat, one person, with the row locked')
  expect(run.stdout()).toContain("race replay 'pg:")
  expect(existsSync(path.join(folder, 'race-reports/seats.html'))).toBe(true)
})

test('the command reads a TypeScript file, finds the race, and replays it', async () => {
  const explored = await race('explore', '--json', '--database', serverUrl())
  const found = JSON.parse(explored.stdout) as {
    readonly exitCode: number
    readonly races: readonly { readonly fresh: readonly { readonly schedule: string }[] }[]
  }
  const schedule = found.races[0]?.fresh[0]?.schedule ?? ''

  expect([explored.exit.code, found.exitCode]).toEqual([1, 1])
  expect(schedule).toMatch(/^pg:[AB]+#/)
  expect((await race('replay', schedule, '--database', serverUrl())).exit.code).toBe(1)
})

test('a race that the baseline knows does not fail; the cure is noticed', async () => {
  const database = ['--database', serverUrl()]
  const written = await race('explore', '--update-baseline', ...database)
  const known = await race('explore', ...database)

  expect([written.exit.code, known.exit.code]).toEqual([0, 0])
  expect(known.stdout).toContain('seats: known (')
})

test('its types stand by themselves in a strict project', async () => {
  const strict = { target: 'es2023', module: 'nodenext', strict: true, skipLibCheck: false, noEmit: true }
  const allowed = { allowImportingTsExtensions: true, types: ['node'] }
  symlinkSync(path.join(root, 'node_modules/@types'), path.join(folder, 'node_modules/@types'))
  writeFileSync(
    path.join(folder, 'tsconfig.json'),
    JSON.stringify({ compilerOptions: { ...strict, ...allowed }, include: ['race.config.ts'] }),
  )
  const tsc = start(process.execPath, [path.join(root, 'node_modules/typescript/bin/tsc')], folder)

  expect(await tsc.exit, tsc.stdout()).toEqual({ code: 0, signal: null })
})

import { existsSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { type SpawnedProcess, spawnProcess } from '@daylatch/test-kit'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { isInstalled } from '../../scripts/lib/install.mjs'
import { type Checkout, copyScripts } from './support/checkout.ts'

let checkout: Checkout

beforeEach(() => {
  checkout = copyScripts()
})

afterEach(() => checkout.remove())

/** Runs a few lines as a module of the copied scripts. */
function run(lines: readonly string[], parameters: readonly string[] = []): SpawnedProcess {
  const file = path.join(checkout.folder, 'scripts', `run-${String(Math.random()).slice(2)}.mjs`)
  writeFileSync(file, lines.join('\n'))
  return spawnProcess(process.execPath, [...parameters, file], { cwd: checkout.folder })
}

describe('the packages', () => {
  const wanted = {
    '': {},
    'packages/own': { version: '0.1.0' },
    'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' },
    'node_modules/own': { link: true },
    'node_modules/only-mac': { version: '1.0.0', integrity: 'sha512-m', optional: true },
  }
  const present = { 'node_modules/a': wanted['node_modules/a'], 'node_modules/own': { link: true } }

  test('are there when every package of the lock file is, whatever other platforms need', () => {
    expect(isInstalled(wanted, present)).toBe(true)
  })

  test('are not there without node_modules, without one package, or with another version or content', () => {
    expect(isInstalled(wanted, undefined)).toBe(false)
    expect(isInstalled(wanted, { 'node_modules/own': { link: true } })).toBe(false)
    expect(
      isInstalled(wanted, { ...present, 'node_modules/a': { version: '1.0.1', integrity: 'sha512-a' } }),
    ).toBe(false)
    expect(
      isInstalled(wanted, { ...present, 'node_modules/a': { version: '1.0.0', integrity: 'sha512-x' } }),
    ).toBe(false)
  })
})

describe('the build', () => {
  const builds = [
    "import { existsSync, mkdirSync, writeFileSync, appendFileSync } from 'node:fs'",
    "import { buildIfNeeded } from './lib/build.mjs'",
    "import { inRoot } from './lib/root.mjs'",
    'const build = async (force) => {',
    "  appendFileSync(inRoot('builds.log'), force ? 'all ' : 'changes ')",
    "  mkdirSync(inRoot('out'), { recursive: true })",
    "  writeFileSync(inRoot('out/a.js'), '')",
    '  return 0',
    '}',
    "await buildIfNeeded([{ name: 'a part', inputs: ['in', 'setting.json'], outputs: ['out'], build }])",
  ]
  const at = (file: string): string => path.join(checkout.folder, file)

  async function buildOnce(): Promise<string> {
    expect(await run(builds).exit).toEqual({ code: 0, signal: null })
    return readFileSync(at('builds.log'), 'utf8').trim()
  }

  test('is done once, and again only for a change of content or a missing output', async () => {
    writeFileSync(at('setting.json'), '{}')
    expect(await buildOnce()).toBe('all')
    expect(await buildOnce()).toBe('all')

    utimesSync(at('setting.json'), new Date(), new Date())
    expect(await buildOnce()).toBe('all')

    writeFileSync(at('setting.json'), '{ }')
    expect(await buildOnce()).toBe('all changes')

    rmSync(at('out/a.js'))
    expect(await buildOnce()).toBe('all changes all')
    expect(existsSync(at('out/a.js'))).toBe(true)
  })
})

describe('two commands at once', () => {
  const holds = [
    "import { appendFileSync } from 'node:fs'",
    "import { oneAtATime } from './lib/one-at-a-time.mjs'",
    "import { inRoot } from './lib/root.mjs'",
    "const note = (word) => appendFileSync(inRoot('order.log'), word + ' ')",
    'await oneAtATime(async () => {',
    "  note('in')",
    "  const told = new Promise((resolve) => process.once('SIGUSR2', resolve))",
    "  console.log('inside')",
    '  await told',
    "  note('out')",
    '})',
  ]

  test('take turns, and the second says whom it waits for', async () => {
    const first = run(holds)
    await first.waitForLine(/inside/)
    const second = run(holds)
    await second.waitForLine(/Waiting for process \d+, which is setting up this folder/)

    first.send('SIGUSR2')
    await second.waitForLine(/inside/)
    second.send('SIGUSR2')

    expect((await Promise.all([first.exit, second.exit])).map(({ code }) => code)).toEqual([0, 0])
    expect(readFileSync(path.join(checkout.folder, 'order.log'), 'utf8')).toBe('in out in out ')
  })

  test('a holder that was killed leaves no lock behind', async () => {
    const first = run(holds)
    await first.waitForLine(/inside/)
    const second = run(holds)
    await second.waitForLine(/Waiting for process/)

    first.send('SIGKILL')
    await second.waitForLine(/inside/)
    second.send('SIGUSR2')

    expect(await second.exit).toEqual({ code: 0, signal: null })
  })
})

describe('Node.js', () => {
  async function startOn(version: string): Promise<{ code: number | null; said: string }> {
    const preload = `data:text/javascript,Object.defineProperty(process.versions, 'node', { value: '${version}' })`
    const child = run(["import './lib/node-version.mjs'", "console.log('runs')"], ['--import', preload])
    const { code } = await child.exit
    return { code, said: child.stdout() + child.stderr() }
  }

  test('older than 20.19 ends with a sentence that says what to do', async () => {
    const old = await startOn('20.18.3')

    expect(old.code).toBe(1)
    expect(old.said).toContain('Daylatch needs Node.js 20.19 or newer, and this is 20.18.3')
    expect(old.said).toContain(
      'Install a newer one from https://nodejs.org, then run the same command again.',
    )
  })

  test('20.19 and everything later runs', async () => {
    for (const version of ['20.19.0', '22.0.0', '26.1.0']) {
      expect(await startOn(version)).toEqual({ code: 0, said: 'runs\n' })
    }
  })
})

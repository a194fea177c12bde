import { type SpawnedProcess, spawnProcess, waitFor } from '@daylatch/test-kit'
import { appendFileSync, existsSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Checkout, copyRepository } from '../support/checkout.ts'

const minutes = 60_000

let clone: Checkout
let data: string

beforeAll(() => {
  clone = copyRepository()
  data = path.join(tmpdir(), `daylatch-fresh-${path.basename(clone.folder)}`)
})

afterAll(() => {
  clone.remove()
  for (const folder of [data, `${data}-other`]) rmSync(folder, { recursive: true, force: true })
})

/**
 * `npm start` as a person types it, with nothing set but a free port and a data folder.
 *
 * SIGTERM is sent to npm, as a process manager does. npm hands it to the shell that it started, which ends and leaves
 * its child running; therefore package.json says `exec`.
 */
function npmStart(dataFolder = data): SpawnedProcess {
  return npm(['start'], dataFolder)
}

function npm(parameters: readonly string[], dataFolder = data): SpawnedProcess {
  const { PATH, HOME, npm_config_cache } = process.env
  const env = { PATH, HOME, npm_config_cache, PORT: '0', DAYLATCH_DATA: dataFolder, NO_COLOR: '1' }
  return spawnProcess('npm', parameters, { cwd: clone.folder, env })
}

async function addressOf(start: SpawnedProcess): Promise<string> {
  const line = await start.waitForLine(/^Daylatch is ready at /, 4 * minutes)
  return line.slice('Daylatch is ready at '.length)
}

describe('npm start in a fresh clone', () => {
  test('installs, builds, says so, and serves the pages', { timeout: 5 * minutes }, async () => {
    expect(existsSync(path.join(clone.folder, 'node_modules'))).toBe(false)
    const start = npmStart()

    const address = await addressOf(start)

    const page = await fetch(`${address}/`)
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
    expect((await fetch(`${address}/readyz`)).status).toBe(200)
    for (const step of ['Installing packages', 'Building the server', 'Building the pages']) {
      expect(start.stderr()).toContain(`${step} …`)
      expect(start.stderr()).toContain(`${step}: done in`)
    }
    // What is not npm's own banner is one line: the ready line.
    expect(
      start
        .stdout()
        .split('\n')
        .filter((line) => line !== '' && !line.startsWith('>')),
    ).toEqual([`Daylatch is ready at ${address}`])
    expect(await start.kill('SIGTERM')).toEqual({ code: 0, signal: null })
  })

  test('afterwards the command `daylatch` is there, and finds everything well', async () => {
    const { PATH, HOME, npm_config_cache } = process.env
    const env = { PATH, HOME, npm_config_cache, DAYLATCH_DATA: data }
    const doctor = spawnProcess('npx', ['daylatch', 'doctor'], { cwd: clone.folder, env })

    expect((await doctor.exit).code).toBe(0)
    expect(doctor.stdout()).toContain('\n0 errors, ')
  })

  test('the second time does nothing twice', async () => {
    const start = npmStart()
    await addressOf(start)

    expect(start.stderr()).not.toContain('Installing')
    expect(start.stderr()).not.toContain('Building')
    expect(await start.kill('SIGTERM')).toEqual({ code: 0, signal: null })
  })

  test('two at once build once, and both serve', { timeout: 3 * minutes }, async () => {
    for (const built of ['.daylatch', 'apps/server/dist', 'packages/daylatch/dist', 'apps/web/dist']) {
      rmSync(path.join(clone.folder, built), { recursive: true })
    }
    const both = [npmStart(), npmStart(`${data}-other`)]

    const addresses = await Promise.all(both.map(addressOf))

    const pages = await Promise.all(addresses.map((address) => fetch(`${address}/`)))
    expect(pages.map(({ status }) => status)).toEqual([200, 200])
    const said = both.map((start) => start.stderr()).join('')
    expect(said.match(/Building the server …/g)?.length).toBe(1)
    expect(said.match(/Building the pages …/g)?.length).toBe(1)
    const ends = await Promise.all(both.map((start) => start.kill('SIGTERM')))
    expect(ends.map(({ code }) => code)).toEqual([0, 0])
  })
})

test(
  'npm run dev serves the pages, and starts the server again when its code changes',
  { timeout: 2 * minutes },
  async () => {
    const dev = npm(['run', 'dev'])
    await addressOf(dev)
    const pages = /http:\S+/.exec(await dev.waitForLine(/Local: +http/))?.[0] ?? ''
    expect((await fetch(pages)).status).toBe(200)
    await dev.waitForLine(/Watching for file changes/)

    appendFileSync(
      path.join(clone.folder, 'apps/server/src/http/health.ts'),
      "\nexport const changed = 'yes'\n",
    )
    await dev.waitForLine(/^The server has changed: restarting it$/)
    await waitFor(
      'the server to be ready again',
      () => dev.stdout().match(/^Daylatch is ready/gm)?.length === 2,
      minutes,
    )

    expect(await dev.kill('SIGTERM')).toEqual({ code: 0, signal: null })
  },
)

import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { serverUrl, spawnProcess } from '@daylatch/test-kit'
import { expect, onTestFinished, test, vi } from 'vitest'
import { outputTo } from '../../src/cli/output.ts'
import { run } from '../../src/cli/run.ts'

// It starts a process, and opens a dozen labs.
vi.setConfig({ testTimeout: 120_000 })

const command = fileURLToPath(new URL('../../bin/race.mjs', import.meta.url))
const door = new URL('../../dist/index.js', import.meta.url).href

/** Two actors who each give themselves the seat, and a lock in whose presence only one does. */
function config(database = serverUrl()): string {
  return `
import { actor, defineRace } from ${JSON.stringify(door)}
import pg from ${JSON.stringify(import.meta.resolve('pg'))}

const take = (name) => actor(name + ' takes it', async (pool) => {
  const client = await pool.connect()
  try {
    await client.query('begin')
    const lock = process.env.LOCK === '1' ? ' for update' : ''
    const { rows } = await client.query('select taken_by from seat' + lock)
    if (rows[0].taken_by === null) await client.query('update seat set taken_by = $1', [name])
    await client.query('commit')
    return rows[0].taken_by === null
  } finally {
    client.release()
  }
})
const race = {
  database: ${JSON.stringify(database)},
  setUp: 'create table seat (taken_by text); insert into seat values (null)',
  application: (url) => new pg.Pool({ connectionString: url }),
  invariant: ({ outcomes }) => outcomes.filter(({ value }) => value).length === 1,
}
export default [
  defineRace({ ...race, name: 'seats', actors: [take('Ada'), take('Ben')] }),
  defineRace({ ...race, name: 'one person', actors: [take('Ada')] }),
]`
}

function folder(text = config()): string {
  const made = realpathSync(mkdtempSync(path.join(tmpdir(), 'race-cli-')))
  onTestFinished(() => rmSync(made, { recursive: true }))
  writeFileSync(path.join(made, 'race.config.mjs'), text)
  return made
}

interface Ended {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** In this process: the command's own start is the first test's. */
async function race(cwd: string, typed: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
  const written = { stdout: '', stderr: '' }
  const sink = (stream: keyof typeof written) => ({ write: (text: string) => (written[stream] += text) })
  for (const [name, value] of Object.entries({ LOCK: '', GITHUB_WORKSPACE: cwd, ...env }))
    vi.stubEnv(name, value)
  try {
    const code = await run(
      [...typed, path.join(cwd, 'race.config.mjs')],
      outputTo(sink('stdout'), sink('stderr'), {}),
    )
    return { code, ...written }
  } finally {
    vi.unstubAllEnvs()
  }
}

test('a race is told, drawn, and given as JSON; the other races of the file are explored too', async () => {
  const cwd = folder()

  const env = { ...process.env, NO_COLOR: '1', GITHUB_ACTIONS: '' }
  const told = spawnProcess(process.execPath, [command, 'explore'], { cwd, env })
  const { code } = await told.exit
  const json = await race(cwd, ['explore', '--json', '--no-report'])

  expect([code, json.code]).toEqual([1, 1])
  expect(told.stdout()).toContain("Again: race replay 'pg:")
  expect(told.stdout()).toContain('one person: holds')
  expect(existsSync(path.join(cwd, 'race-reports/seats.html'))).toBe(true)
  const { version, exitCode, races } = JSON.parse(json.stdout) as {
    readonly version: number
    readonly exitCode: number
    readonly races: readonly {
      readonly name: string
      readonly holds: boolean
      readonly fresh: readonly unknown[]
    }[]
  }
  expect([version, exitCode]).toEqual([1, 1])
  expect(races.map(({ name, holds, fresh }) => [name, holds, fresh.length])).toEqual([
    ['seats', false, 1],
    ['one person', true, 0],
  ])
})

test('a schedule is run again, and with the lock its order holds', async () => {
  const cwd = folder()
  const { stdout } = await race(cwd, ['explore', '--only', 'seats', '--no-report'])
  const schedule = /race replay '(.*)'/.exec(stdout)?.[1] ?? ''
  const order = schedule.split('#', 1)[0] ?? ''

  const again = await race(cwd, ['replay', '--only', 'seats', '--no-report', schedule])
  const locked = await race(cwd, ['replay', '--only', 'seats', '--no-report', order], { LOCK: '1' })
  const otherCode = await race(cwd, ['replay', '--only', 'seats', '--no-report', schedule], { LOCK: '1' })

  expect([again.code, locked.code, otherCode.code]).toEqual([1, 0, 3])
  expect(locked.stdout).toBe('seats: holds in this order\n')
  expect(otherCode.stderr).toContain('is not the recorded one')
})

test('only what the baseline does not know fails; what is cured is named', async () => {
  const cwd = folder()
  const only = ['explore', '--only', 'seats', '--no-report']

  expect((await race(cwd, [...only, '--update-baseline'])).code).toBe(0)
  const baseline = readFileSync(path.join(cwd, 'race-baseline.json'), 'utf8')
  const known = await race(cwd, [...only, '--annotate'])
  const cured = await race(cwd, [...only, '--annotate'], { LOCK: '1' })
  const forgotten = await race(cwd, [...only, '--baseline', path.join(cwd, 'other.json'), '--annotate'])

  expect(JSON.parse(baseline)).toMatchObject({ version: 1, known: [{ race: 'seats' }] })
  expect([known.code, cured.code, forgotten.code]).toEqual([0, 0, 1])
  expect(known.stdout).toMatch(/^::warning file=race.config.mjs,line=1,title=seats%3A known race::/m)
  expect(cured.stdout).toMatch(/^::notice .*not found any more::/m)
  expect(forgotten.stdout).toMatch(/^::error file=race.config.mjs,line=1,title=seats%3A /m)
  expect(readFileSync(path.join(cwd, 'race-baseline.json'), 'utf8')).toBe(baseline)
})

test('a database that is not there is said without its password', async () => {
  const ended = await race(folder(config('postgresql://me:hidden@127.0.0.1:1/x')), ['explore'])

  expect(ended.code).toBe(69)
  expect(ended.stderr).toContain('ECONNREFUSED')
  expect(ended.stderr).not.toContain('hidden')
})

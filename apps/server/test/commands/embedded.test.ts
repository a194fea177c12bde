import { type LocalPostgres, removeLocalPostgres, startLocalPostgres } from '@daylatch/local-postgres'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { daylatch, type Ran } from '../support/run-command.ts'

describe('commands on the embedded database', () => {
  let data: string
  let folder: string

  beforeAll(async () => {
    data = await mkdtemp(join(tmpdir(), 'daylatch-embedded-'))
    // The server's user has to pass through, where root starts it.
    await chmod(data, 0o711)
    folder = join(data, 'pg18')
  })

  afterAll(async () => {
    await removeLocalPostgres(folder)
    await rm(data, { recursive: true, force: true })
  })

  const run = async (...words: readonly string[]): Promise<Ran> =>
    await daylatch(words, { env: { DAYLATCH_DATA: data } })
  const isRunning = (): boolean => existsSync(join(folder, 'pgdata', 'postmaster.pid'))

  test('those that only look do not make one', async () => {
    const { code, stderr } = await run('verify')
    expect([code, existsSync(folder)]).toEqual([1, false])
    expect(stderr).toContain(`There is no database in ${folder} yet.`)
  })

  test('`migrate` makes it, and leaves it stopped as it was', async () => {
    const { code, stdout } = await run('migrate')
    expect([code, isRunning()]).toEqual([0, false])
    expect(stdout).toContain('The schema daylatch is now at version')
  })

  test('`doctor` starts it, looks at its folder too, and leaves it stopped', async () => {
    const { code, stdout } = await run('doctor')
    expect([code, isRunning()]).toEqual([0, false])
    expect(stdout).toMatch(/^ok +data folder +.*\/pg18 is closed to other users\.$/m)
    expect(stdout).toMatch(/^ok +disk +\d+ MiB are free on the disk of .*\/pg18\.$/m)
  })

  test('a server that somebody uses is joined, and goes on', async () => {
    const users: LocalPostgres = await startLocalPostgres({ dataFolder: folder })
    const pid = users.pid()
    const { code, stdout } = await run('verify', '--json')
    expect([code, isRunning(), users.pid()]).toEqual([0, true, pid])
    expect(JSON.parse(stdout)).toMatchObject({ subjects: 0, problem: null })
    await chmod(join(folder, 'pgdata'), 0o750)
    const opened = await run('doctor')
    await chmod(join(folder, 'pgdata'), 0o700)
    await users.stop()
    expect([opened.code, isRunning()]).toEqual([1, false])
    expect(opened.stdout).toMatch(/^ERROR +data folder +Other users can get at/m)
  })
})

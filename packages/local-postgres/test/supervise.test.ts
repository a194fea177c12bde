import { writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { barrier, Signal, spawnProcess, waitFor } from '@daylatch/test-kit'
import { expect, onTestFinished, test } from 'vitest'
import type { RunningServer } from '../src/ensure-running.ts'
import { supervise } from '../src/supervise.ts'
import { temporaryFolder } from './support.ts'

/** Any process and any file: all that a supervisor looks at. */
async function standIn(): Promise<RunningServer & { kill: () => Promise<unknown> }> {
  const socketFolder = await temporaryFolder()
  writeFileSync(`${socketFolder}/.s.PGSQL.1`, '')
  const child = spawnProcess('sleep', ['1000'])
  onTestFinished(() => child.send('SIGKILL'))
  return {
    pid: child.pid,
    endpoint: { socketFolder, port: 1, settings: {}, home: '' },
    kill: () => child.kill(),
  }
}

test('a restart that fails is told and tried again, until it works', async () => {
  const [first, second] = [await standIn(), await standIn()]
  const lines: string[] = []
  let tries = 0
  const revive = async (): Promise<RunningServer> => {
    if (++tries < 4) throw new Error(`no space, try ${tries}`)
    return second
  }
  const supervisor = supervise(first, { revive, log: (line) => lines.push(line), everyMs: 5, retryMs: 1 })
  await first.kill()
  await waitFor('the second server', () => supervisor.pid() === second.pid)
  await supervisor.end()
  expect(lines).toEqual([
    `PostgreSQL (process ${first.pid}) is gone: starting it again`,
    'PostgreSQL could not be started again, next try in 1 ms: Error: no space, try 1',
    'PostgreSQL could not be started again, next try in 2 ms: Error: no space, try 2',
    'PostgreSQL could not be started again, next try in 4 ms: Error: no space, try 3',
  ])
})

test('a server without its socket counts as gone', async () => {
  const [first, second] = [await standIn(), await standIn()]
  const supervisor = supervise(first, { revive: async () => second, log: () => undefined, everyMs: 5 })
  await rm(`${first.endpoint.socketFolder}/.s.PGSQL.1`)
  await waitFor('the second server', () => supervisor.pid() === second.pid)
  await supervisor.end()
})

test('the end waits for a restart under way, and none begins after it', async () => {
  const [first, second] = [await standIn(), await standIn()]
  const reviving = new Signal()
  const meet = barrier(2)
  let tries = 0
  const revive = async (): Promise<RunningServer> => {
    tries++
    reviving.set()
    await meet()
    return second
  }
  const supervisor = supervise(first, { revive, log: () => undefined, everyMs: 5 })
  await first.kill()
  await reviving.done
  const end = supervisor.end()
  await second.kill()
  await meet()
  await end
  supervisor.nudge()
  expect(supervisor.pid()).toBe(second.pid)
  expect(tries).toBe(1)
})

test('the watch keeps no process alive', async () => {
  const script = `import { supervise } from '${new URL('../dist/supervise.js', import.meta.url).href}'
    supervise({ pid: process.pid, endpoint: { socketFolder: '/tmp', port: 1, settings: {}, home: '' } }, {
      revive: () => new Promise(() => {}), log: () => {} })`
  const child = spawnProcess(process.execPath, ['--input-type=module', '-e', script])
  expect(await child.exit).toEqual({ code: 0, signal: null })
})

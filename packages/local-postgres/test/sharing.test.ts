import { readFile, rename } from 'node:fs/promises'
import { spawnProcess, waitFor } from '@daylatch/test-kit'
import { expect, test } from 'vitest'
import { ensureRunning } from '../src/ensure-running.ts'
import { runningPostmaster } from '../src/postmaster.ts'
import { lookAt } from '../src/processes.ts'
import { startLocalPostgres } from '../src/start.ts'
import { registerUser } from '../src/users.ts'
import { ask, hold, localServer, startHolding, temporaryDataFolder } from './support.ts'
import { preparedDataFolder } from './prepared.ts'

test('a second process joins the running server, and only the last one out stops it', async () => {
  const dataFolder = await preparedDataFolder()
  const first = await hold(dataFolder)
  const second = await hold(dataFolder)
  expect({ url: second.url, pid: second.pid }).toEqual({ url: first.url, pid: first.pid })

  expect(await first.process.kill('SIGTERM')).toEqual({ code: 0, signal: null })
  expect(await ask(second.url, 'select 1 as one')).toEqual({ one: 1 })

  expect(await second.process.kill('SIGTERM')).toEqual({ code: 0, signal: null })
  expect(lookAt(first.pid).state).not.toBe('running')
})

test('twenty processes that start at once on an empty folder share one server, and the last one out stops it', async () => {
  const dataFolder = await temporaryDataFolder()
  const starters = Array.from({ length: 20 }, () => startHolding(dataFolder))
  const lines = await Promise.all(
    starters.map((starter) => starter.waitForLine(/^(holding|failed) /, 55_000)),
  )
  expect(new Set(lines).size).toBe(1)
  expect(lines[0]).toMatch(/^holding /)
  const exits = await Promise.all(starters.map((starter) => starter.kill('SIGTERM')))
  expect(exits.filter(({ code }) => code === 0)).toHaveLength(20)
  expect(await runningPostmaster(`${dataFolder}/pgdata`)).toBe(undefined)
}, 120_000)

test('twin: without the starters’ lock, of two first starts at once one fails', async () => {
  const server = await localServer(await temporaryDataFolder())
  const outcomes = await Promise.allSettled([ensureRunning(server), ensureRunning(server)])
  expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
})

test('a process that just ends, without stop(), leaves no server behind', async () => {
  const dataFolder = await preparedDataFolder()
  const script = `import { startLocalPostgres } from '${new URL('../dist/index.js', import.meta.url).href}'
    const postgres = await startLocalPostgres({ dataFolder: '${dataFolder}' })
    console.log('pid ' + postgres.pid())`
  const careless = spawnProcess(process.execPath, ['--input-type=module', '-e', script])
  const pid = Number((await careless.waitForLine(/^pid \d+$/)).slice('pid '.length))
  expect(await careless.exit).toEqual({ code: 0, signal: null })
  await waitFor('the end of the server', () => lookAt(pid).state !== 'running')
})

test('a user that was killed keeps no server running', async () => {
  const dataFolder = await preparedDataFolder()
  const killed = await hold(dataFolder)
  await killed.process.kill('SIGKILL')
  expect(lookAt(killed.pid).state).toBe('running')

  const next = await startLocalPostgres({ dataFolder })
  expect({ url: next.url, pid: next.pid() }).toEqual({ url: killed.url, pid: killed.pid })
  await next.stop()
  await waitFor('the end of the server', () => lookAt(killed.pid).state !== 'running')
})

test('a later process with the pid of a dead user is not that user', async () => {
  const dataFolder = await preparedDataFolder()
  const postgres = await startLocalPostgres({ dataFolder })
  const users = `${dataFolder}/users`
  const another = await registerUser(users)
  await rename(`${users}/${another}`, `${users}/${process.pid}.some-other-start.00000000`)
  await postgres.stop()
  expect(await runningPostmaster(`${dataFolder}/pgdata`)).toBe(undefined)
})

test('the server goes on writing its log after its starter was killed', async () => {
  const dataFolder = await preparedDataFolder()
  const killed = await hold(dataFolder)
  await killed.process.kill('SIGKILL')
  await ask(killed.url, `do $$ begin raise log 'written without a starter'; end $$`)
  expect(await readFile(`${dataFolder}/server.log`, 'utf8')).toContain('written without a starter')
})

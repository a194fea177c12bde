import { rm, writeFile } from 'node:fs/promises'
import { requirement, waitFor } from '@daylatch/test-kit'
import { Client } from 'pg'
import { expect, test } from 'vitest'
import { prepareSocketFolder, readEndpoint } from '../src/endpoint.ts'
import { launch } from '../src/launch.ts'
import { runningPostmaster } from '../src/postmaster.ts'
import { lookAt } from '../src/processes.ts'
import { startLocalPostgres } from '../src/start.ts'
import { ask, hold, isRoot, localServer } from './support.ts'
import { preparedDataFolder } from './prepared.ts'
import type { Holder } from './support.ts'

const root = requirement(isRoot, 'needs root, who starts the server as another user', 'sudo npm test')

/** A stopped parent does not notice the end of its child, so the dead server stays a zombie for as long as we want. */
async function zombieServer(dataFolder: string): Promise<Holder> {
  const holder = await hold(dataFolder)
  holder.process.send('SIGSTOP')
  process.kill(holder.pid, 'SIGKILL')
  await waitFor('a zombie', () => lookAt(holder.pid).state === 'zombie')
  return holder
}

/** A start that skips `clearRemains`, on the folder's own endpoint. */
async function startWithoutClearing(dataFolder: string, clearsSocket: boolean): Promise<number> {
  const server = await localServer(dataFolder)
  const endpoint = await readEndpoint(server.folder)
  if (endpoint === undefined) throw new Error('no endpoint')
  if (clearsSocket) await prepareSocketFolder(endpoint, server.identity)
  return launch({ ...server, endpoint })
}

test('a zombie server is no server: the next start takes its place', async () => {
  const dataFolder = await preparedDataFolder()
  const zombie = await zombieServer(dataFolder)

  const postgres = await startLocalPostgres({ dataFolder })
  const row = await ask(postgres.url, 'select 1 as one')
  expect(lookAt(zombie.pid).state).toBe('zombie')
  await zombie.process.kill('SIGKILL')
  await postgres.stop()
  expect(row).toEqual({ one: 1 })
})

test('twin: with the postmaster.pid of a zombie left in place PostgreSQL refuses to start', async () => {
  const dataFolder = await preparedDataFolder()
  await zombieServer(dataFolder)
  await expect(startWithoutClearing(dataFolder, true)).rejects.toMatchObject({
    code: 'START_FAILED',
    message: expect.stringContaining('lock file "postmaster.pid" already exists'),
  })
})

test('twin: with the socket lock of a zombie left in place PostgreSQL refuses to start', async () => {
  const dataFolder = await preparedDataFolder()
  await zombieServer(dataFolder)
  await rm(`${dataFolder}/pgdata/postmaster.pid`)
  await expect(startWithoutClearing(dataFolder, false)).rejects.toMatchObject({
    code: 'START_FAILED',
    message: expect.stringContaining('.s.PGSQL.5432.lock" already exists'),
  })
})

/** A session that computes and does not look up: it notices the death of its server only when it is done. */
async function busySession(url: string): Promise<{ pid: number; end: Promise<unknown> }> {
  const client = new Client({ connectionString: url })
  client.on('error', () => undefined)
  await client.connect()
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
  const pid = rows[0]?.pid ?? 0
  const end = client.query('select count(*) from generate_series(1, 1e12)').catch((error: unknown) => error)
  await waitFor(
    'the busy session',
    async () =>
      (await ask(
        url,
        `select 1 as one from pg_stat_activity where pid = ${pid} and state = 'active' and query like 'select count%'`,
      )) !== undefined,
  )
  return { pid, end }
}

test('a session that outlives the killed server does not keep the next one from starting', async () => {
  const dataFolder = await preparedDataFolder()
  const holder = await hold(dataFolder)
  const busy = await busySession(holder.url)
  await holder.process.kill('SIGKILL')
  process.kill(holder.pid, 'SIGKILL')
  await waitFor('the end of the server', () => lookAt(holder.pid).state !== 'running')
  expect(lookAt(busy.pid).state).toBe('running')

  const postgres = await startLocalPostgres({ dataFolder })
  const row = await ask(postgres.url, 'select 1 as one')
  await postgres.stop()
  await busy.end
  expect(row).toEqual({ one: 1 })
  expect(lookAt(busy.pid).state).not.toBe('running')
})

test.skipIf(!root)(
  'such a session is found also where root may not look into other users’ processes',
  async () => {
    const dataFolder = await preparedDataFolder()
    const holder = await hold(dataFolder)
    const busy = await busySession(holder.url)
    await holder.process.kill('SIGKILL')
    process.kill(holder.pid, 'SIGKILL')
    await waitFor('the end of the server', () => lookAt(holder.pid).state !== 'running')

    // As in a container: root without CAP_SYS_PTRACE.
    const next = await hold(dataFolder, {}, { through: ['setpriv', '--bounding-set=-sys_ptrace'] })
    const row = await ask(next.url, 'select 1 as one')
    await busy.end
    expect(row).toEqual({ one: 1 })
    expect(await next.process.kill('SIGTERM')).toEqual({ code: 0, signal: null })
  },
)

test('twin: with that session left alone PostgreSQL refuses to start', async () => {
  const dataFolder = await preparedDataFolder()
  const holder = await hold(dataFolder)
  const busy = await busySession(holder.url)
  await holder.process.kill('SIGKILL')
  process.kill(holder.pid, 'SIGKILL')
  await waitFor('the end of the server', () => lookAt(holder.pid).state !== 'running')

  await rm(`${dataFolder}/pgdata/postmaster.pid`)
  const start = startWithoutClearing(dataFolder, true)
  await expect(start).rejects.toMatchObject({
    code: 'START_FAILED',
    message: expect.stringContaining('still in use'),
  })
  process.kill(busy.pid, 'SIGQUIT')
  await busy.end
})

test('a stranger with the pid that the dead server had is not taken for it', async () => {
  const dataFolder = await preparedDataFolder()
  const first = await startLocalPostgres({ dataFolder })
  await first.stop()
  await writeFile(`${dataFolder}/pgdata/postmaster.pid`, `${process.pid}\n${dataFolder}/pgdata\n`)
  expect(await runningPostmaster(`${dataFolder}/pgdata`)).toBe(undefined)
  const second = await startLocalPostgres({ dataFolder })
  const row = await ask(second.url, 'select 1 as one')
  await second.stop()
  expect(row).toEqual({ one: 1 })
})

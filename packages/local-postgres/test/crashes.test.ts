import { rm } from 'node:fs/promises'
import { waitFor } from '@daylatch/test-kit'
import { expect, test } from 'vitest'
import { lookAt } from '../src/processes.ts'
import { startLocalPostgres } from '../src/start.ts'
import type { LocalPostgres } from '../src/start.ts'
import { ask, hold, tryToAsk } from './support.ts'
import { preparedDataFolder } from './prepared.ts'

async function anotherServer(postgres: LocalPostgres, than: number): Promise<number> {
  return waitFor('another server process', () => postgres.pid() !== than && postgres.pid())
}

test('kill -9 of the server under its starter: it is back on the same url with everything acknowledged', async () => {
  const dataFolder = await preparedDataFolder()
  const lines: string[] = []
  const postgres = await startLocalPostgres({ dataFolder, log: (line) => lines.push(line) })
  await ask(postgres.url, 'create table kept (n int)')
  for (let n = 1; n <= 50; n++) await ask(postgres.url, `insert into kept values (${n})`)
  const killed = postgres.pid()

  process.kill(killed, 'SIGKILL')
  await anotherServer(postgres, killed)

  expect(await ask(postgres.url, 'select count(*)::int as n from kept')).toEqual({ n: 50 })
  await postgres.stop()
  expect(lines).toContain(`PostgreSQL (process ${killed}) is gone: starting it again`)
})

test('kill -9 of a server that another process started: both users share one new server', async () => {
  const dataFolder = await preparedDataFolder()
  const starter = await hold(dataFolder)
  const joined = await startLocalPostgres({ dataFolder })

  process.kill(starter.pid, 'SIGKILL')
  const pid = await anotherServer(joined, starter.pid)
  await starter.process.kill('SIGTERM')

  expect(lookAt(pid).state).toBe('running')
  expect(await ask(joined.url, 'select 1 as one')).toEqual({ one: 1 })
  await joined.stop()
  expect(lookAt(pid).state).not.toBe('running')
})

test('kill -9 of the starter and the server at once: the next start works on the same url', async () => {
  const dataFolder = await preparedDataFolder()
  const holder = await hold(dataFolder)
  await ask(holder.url, 'create table kept as select 7 as value')

  holder.process.send('SIGSTOP')
  process.kill(holder.pid, 'SIGKILL')
  await holder.process.kill('SIGKILL')

  const postgres = await startLocalPostgres({ dataFolder })
  const row = await ask(postgres.url, 'select value from kept')
  await postgres.stop()
  expect(postgres.url).toBe(holder.url)
  expect(row).toEqual({ value: 7 })
})

test('kill -9 in ten rounds under load loses nothing that was acknowledged', async () => {
  const dataFolder = await preparedDataFolder()
  const postgres = await startLocalPostgres({ dataFolder })
  await ask(postgres.url, 'create table kept (n int primary key)')
  const acknowledged: number[] = []
  for (let round = 0; round < 10; round++) {
    const before = postgres.pid()
    for (let n = round * 10; n < round * 10 + 10; n++) {
      const row = await waitFor('an answer', () =>
        tryToAsk<{ n: number }>(
          postgres.url,
          `insert into kept values (${n}) on conflict (n) do update set n = excluded.n returning n`,
        ),
      )
      acknowledged.push(row.n)
    }
    process.kill(before, 'SIGKILL')
    await anotherServer(postgres, before)
  }
  const row = await ask(postgres.url, 'select count(*)::int as kept, max(n) as last from kept')
  await postgres.stop()
  expect(acknowledged).toHaveLength(100)
  expect(row).toEqual({ kept: 100, last: 99 })
})

test('a server that somebody else shut down is started again', async () => {
  const dataFolder = await preparedDataFolder()
  const postgres = await startLocalPostgres({ dataFolder })
  const before = postgres.pid()
  process.kill(before, 'SIGINT')
  await anotherServer(postgres, before)
  const row = await ask(postgres.url, 'select 1 as one')
  await postgres.stop()
  expect(row).toEqual({ one: 1 })
})

test('a socket folder that was cleaned away under the running server is made again', async () => {
  const dataFolder = await preparedDataFolder()
  const postgres = await startLocalPostgres({ dataFolder })
  const before = postgres.pid()
  const socketFolder = /host=([^&]*)/.exec(postgres.url)?.[1] ?? ''

  await rm(socketFolder, { recursive: true })
  await anotherServer(postgres, before)

  const row = await ask(postgres.url, 'select 1 as one')
  await postgres.stop()
  expect(row).toEqual({ one: 1 })
})

test('a socket folder that was cleaned away between two starts is made again under the same name', async () => {
  const dataFolder = await preparedDataFolder()
  const first = await startLocalPostgres({ dataFolder })
  await first.stop()
  await rm(/host=([^&]*)/.exec(first.url)?.[1] ?? '', { recursive: true })
  const second = await startLocalPostgres({ dataFolder })
  await second.stop()
  expect(second.url).toBe(first.url)
})

test('data that vanish under a user are not replaced by an empty database', async () => {
  const dataFolder = await preparedDataFolder()
  const lines: string[] = []
  const postgres = await startLocalPostgres({ dataFolder, log: (line) => lines.push(line) })
  await rm(`${dataFolder}/pgdata`, { recursive: true, maxRetries: 5 })
  process.kill(postgres.pid(), 'SIGKILL')
  await waitFor('a refusal', () =>
    lines.some((line) => line.includes('were there and are gone. Bring them back')),
  )
  await postgres.stop()
})

import { existsSync, statSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { Client } from 'pg'
import { expect, test } from 'vitest'
import { runningPostmaster } from '../src/postmaster.ts'
import { startLocalPostgres } from '../src/start.ts'
import { ask, isRoot, temporaryDataFolder } from './support.ts'
import { preparedDataFolder } from './prepared.ts'

test('a first start gives a durable UTF-8 server with database and superuser `daylatch`, and nothing on TCP', async () => {
  const dataFolder = await temporaryDataFolder()
  const postgres = await startLocalPostgres({ dataFolder })
  const row = await ask(
    postgres.url,
    `select current_database() as database, current_user as name, rolsuper as super, getdatabaseencoding() as encoding,
            datcollate as collation, current_setting('listen_addresses') as tcp, current_setting('TimeZone') as zone,
            current_setting('max_connections') as connections, current_setting('fsync') as fsync,
            current_setting('synchronous_commit') as synchronous, current_setting('shared_preload_libraries') as libraries
       from pg_roles, pg_database where rolname = current_user and datname = current_database()`,
  )
  await postgres.stop()
  expect(row).toEqual({
    database: 'daylatch',
    name: 'daylatch',
    super: true,
    encoding: 'UTF8',
    collation: 'C.UTF-8',
    tcp: '',
    zone: 'UTC',
    connections: '100',
    fsync: 'on',
    synchronous: 'on',
    libraries: 'pg_stat_statements',
  })
})

test('the last stop ends the server, and a second stop changes nothing', async () => {
  const dataFolder = await preparedDataFolder()
  const postgres = await startLocalPostgres({ dataFolder })
  expect(await runningPostmaster(`${postgres.dataFolder}/pgdata`)).toBe(postgres.pid())
  await postgres.stop()
  await postgres.stop()
  expect(await runningPostmaster(`${postgres.dataFolder}/pgdata`)).toBe(undefined)
  expect(existsSync(`${postgres.dataFolder}/pgdata/postmaster.pid`)).toBe(false)
})

test('url and data are the same after a stop and a start', async () => {
  const dataFolder = await preparedDataFolder()
  const first = await startLocalPostgres({ dataFolder })
  await ask(first.url, 'create table kept as select 7 as value')
  await first.stop()
  const second = await startLocalPostgres({ dataFolder })
  const row = await ask(second.url, 'select value from kept')
  await second.stop()
  expect(second.url).toBe(first.url)
  expect(row).toEqual({ value: 7 })
})

test('the socket is in a short folder that only the server user can enter, the data likewise', async () => {
  const dataFolder = await temporaryDataFolder()
  const postgres = await startLocalPostgres({ dataFolder })
  const socketFolder = new URL(postgres.url.replace('@/', '@x/')).searchParams.get('host') ?? ''
  const [socket, pgdata, whole] = [socketFolder, `${dataFolder}/pgdata`, dataFolder].map((path) =>
    statSync(path),
  )
  await postgres.stop()
  expect(`${socketFolder}/.s.PGSQL.65535.lock`.length).toBeLessThan(104)
  expect([socket?.mode, pgdata?.mode].map((mode) => (mode ?? 0) & 0o777)).toEqual([0o700, 0o700])
  expect(socket?.uid).toBe(isRoot ? 65534 : process.getuid?.())
  expect(pgdata?.uid).toBe(isRoot ? 65534 : process.getuid?.())
  // As root, the server's user passes through the folder around its data, and can neither list nor write it.
  expect((whole?.mode ?? 0) & 0o777).toBe(isRoot ? 0o711 : 0o700)
  expect(whole?.uid).toBe(process.getuid?.())
})

test('settings are the server’s, those of a later start replace them, and a running server keeps its own', async () => {
  const dataFolder = await preparedDataFolder()
  const connections = async (url: string): Promise<unknown> => ask(url, 'show max_connections')
  const first = await startLocalPostgres({ dataFolder, settings: { max_connections: '17' } })
  const second = await startLocalPostgres({ dataFolder, settings: { max_connections: '18' } })
  expect(await connections(second.url)).toEqual({ max_connections: '17' })
  await first.stop()
  await second.stop()
  const third = await startLocalPostgres({ dataFolder, settings: { max_connections: '18' } })
  const seen = await connections(third.url)
  await third.stop()
  expect(seen).toEqual({ max_connections: '18' })
})

test('TCP, where it is asked for, wants the password that the data folder keeps', async () => {
  const dataFolder = await temporaryDataFolder()
  const postgres = await startLocalPostgres({ dataFolder, settings: { listen_addresses: '127.0.0.1' } })
  const { port } = (await ask<{ port: string }>(postgres.url, 'show port')) ?? { port: '' }
  const withPassword = (password: string): Client =>
    new Client({ host: '127.0.0.1', port: Number(port), user: 'daylatch', database: 'daylatch', password })

  const right = withPassword((await readFile(`${dataFolder}/password`, 'utf8')).trim())
  await right.connect()
  await right.end()
  await expect(withPassword('wrong').connect()).rejects.toMatchObject({ code: '28P01' })
  await postgres.stop()
  expect(statSync(`${dataFolder}/password`).mode & 0o777).toBe(0o600)
})

test.each([
  [{ dataFolder: '' }, 'Expected `dataFolder` to be the path of a folder, got `` (string)'],
  [{ settings: { 'a b': '1' } }, 'Expected `settings` to be names of server settings'],
  [{ settings: { unix_socket_directories: '/x' } }, 'got `unix_socket_directories` (string)'],
])('an option that cannot be meant is refused: %j', async (options, message) => {
  await expect(startLocalPostgres(options)).rejects.toMatchObject({
    code: 'BAD_OPTION',
    message: expect.stringContaining(message),
  })
})

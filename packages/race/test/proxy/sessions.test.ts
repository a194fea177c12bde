import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { connect } from 'node:net'
import { Client } from 'pg'
import { waitFor } from '@daylatch/test-kit'
import { readBackendState } from './backend-state.ts'
import { RawClient, say, statement } from './raw-client.ts'
import { openStage, RecordingGate, type Arrival, type Stage } from './support.ts'

let stage: Stage
let client: RawClient

beforeAll(async () => {
  stage = await openStage({ settings: { deadlock_timeout: '11ms', application_name: 'nobody' } })
  await stage.database.pool.query('create table account (id int primary key, amount int not null)')
})
afterAll(() => stage.close())
beforeEach(async () => {
  await stage.database.pool.query('delete from account')
  stage.gate.reset()
  client = await RawClient.connect(stage.url, { application_name: 'shop' })
})
afterEach(() => client.end())

async function amounts(): Promise<readonly number[]> {
  const { rows } = await stage.database.pool.query<{ amount: number }>(
    'select amount from account order by id',
  )
  return rows.map(({ amount }) => amount)
}

const arrival = (index: number): Promise<Arrival> =>
  waitFor(`unit ${index} at the gate`, () => stage.gate.held[index])

/** As a client does it: a connection that says nothing but the key. */
function sendCancel(key: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(stage.proxy.port, '127.0.0.1')
    socket
      .on('error', reject)
      .on('close', () => resolve())
      .resume()
    socket.write(Buffer.concat([Buffer.from([0, 0, 0, 8 + key.length, 0x04, 0xd2, 0x16, 0x2e]), key]))
  })
}

describe('COPY', () => {
  const rows = [say.copyData('1\t10\n'), say.copyData('2\t20\n'), say.copyDone]

  test('by a Query is one step, split from its commit', async () => {
    stage.gate.holds = ({ isImplicit }) => isImplicit
    client.send(say.query('copy account from stdin'))
    expect(await client.until(/G$/)).toBe('G')
    client.send(...rows)
    const commit = await arrival(0)
    expect([client.heard, await amounts(), stage.gate.done[0]?.result.rows]).toEqual(['', [], 2])
    commit.pass()
    expect(await client.until(/Z$/)).toBe('CZ')
    expect(await amounts()).toEqual([10, 20])
  })

  test.each([true, false])(
    'by an Execute with an early Sync is one step as well, split: %s',
    async (splits) => {
      stage.gate.splits = splits
      client.send(statement('copy account from stdin'), say.sync)
      expect(await client.until(/G$/)).toBe('12nG')
      client.send(...rows, say.sync)
      expect(await client.until(/Z$/)).toBe('CZ')
      expect(await amounts()).toEqual([10, 20])
      expect(stage.gate.story()).toEqual(['copy account from stdin', ...(splits ? ['[COMMIT]'] : [])])
    },
  )

  test('with a bad row fails, and the rest of its rows is overlooked', async () => {
    client.send(say.query('copy account from stdin'))
    await client.until(/G$/)
    client.send(say.copyData('x\t10\n'), ...rows)
    expect(await client.until(/Z$/)).toBe('EZ')
    client.send(say.query('select 1'))
    expect(await client.until(/Z$/)).toBe('TDCZ')
    expect(await amounts()).toEqual([])
  })

  test('out of a table passes row by row', async () => {
    client.send(say.query('insert into account select n, n from generate_series(1, 40000) n'))
    await client.until(/Z$/)
    client.send(say.query('copy account to stdout'))
    const heard = await client.until(/Z$/)
    expect([heard.slice(0, 2), heard.replaceAll('d', ''), heard.length]).toEqual(['Hd', 'HcCZ', 40_004])
  })
})

describe('LISTEN and NOTIFY', () => {
  test('a notification reaches a client that says nothing', async () => {
    client.send(say.query('listen news'))
    await client.until(/Z$/)
    await stage.database.pool.query("notify news, 'x'")
    expect(await client.until(/A$/)).toBe('A')
  })

  test('one that comes while a commit is held comes with its answer', async () => {
    client.send(say.query('listen news'))
    await client.until(/Z$/)
    client.send(say.query("notify news, 'x'"))
    expect(await client.until(/Z$/)).toMatch(/^C?A?C?Z$/)
  })
})

describe('cancel', () => {
  test('of a running statement reaches the server', async () => {
    client.send(say.query('select pg_sleep(60)'))
    await waitFor('the statement to run', () => readBackendState(stage, client.key, 'active'))
    await sendCancel(client.key)
    expect(await client.until(/Z$/)).toBe('TEZ')
    expect(client.errors.map(({ code }) => code)).toEqual(['57014'])
  })

  test.each([
    ['simple', [say.query('insert into account values (1, 10)')], 'EZ'],
    ['extended', [statement('insert into account values (1, 10)'), say.sync], 'EZ'],
  ])('of a held statement makes it fail when it is let go: %s protocol', async (_, messages, heard) => {
    stage.gate.holds = () => true
    client.send(...messages)
    const insert = await arrival(0)
    await sendCancel(client.key)
    insert.pass()
    expect(await client.until(/Z$/)).toBe(heard)
    expect([client.errors.map(({ code }) => code), client.status]).toEqual([['57014'], 'I'])
    expect([await amounts(), stage.gate.done.map(({ result }) => result.error?.code)]).toEqual([
      [],
      ['57014'],
    ])
    client.send(statement('select 1'), say.sync)
    ;(await arrival(1)).pass({ split: false })
    expect(await client.until(/Z$/)).toBe('12TDCZ')
  })

  test('of a held commit comes too late', async () => {
    stage.gate.holds = ({ kind }) => kind === 'commit'
    client.send(say.query('insert into account values (1, 10)'))
    const commit = await arrival(0)
    await sendCancel(client.key)
    commit.pass()
    expect(await client.until(/Z$/)).toBe('CZ')
    expect(await amounts()).toEqual([10])
  })
})

describe('a connection', () => {
  test('is told with its name, its backend and the tag of its url', async () => {
    const { pathname } = new URL(stage.url)
    const tagged = new Client({
      connectionString: stage.proxy.url(pathname.slice(1), 'worker'),
      application_name: 'w',
    })
    await tagged.connect()
    const { rows } = await tagged.query('select pg_backend_pid() as pid, current_database() as name')
    await tagged.end()
    const [first, second] = stage.gate.links
    expect([first?.tag, first?.applicationName, first?.database]).toEqual([null, 'shop', pathname.slice(1)])
    expect([second?.tag, second?.applicationName, second?.backendPid]).toEqual(['worker', 'w', rows[0].pid])
    expect(rows[0].name).toBe(pathname.slice(1))
  })

  test('has the settings of the proxy, where its client asks for none', async () => {
    client.send(say.query("select current_setting('deadlock_timeout'), current_setting('application_name')"))
    await client.until(/Z$/)
    expect(client.rows).toEqual([['11ms', 'shop']])
  })

  test('that dies at the gate never runs what was held, and is told when the server has let go', async () => {
    stage.gate.holds = ({ isImplicit }) => isImplicit
    const other = await RawClient.connect(stage.url)
    other.send(statement('insert into account values (1, 10)'), say.sync)
    const commit = await arrival(0)
    other.drop()
    await waitFor('the end', () => stage.gate.closedLinks.includes(commit.unit.link))
    commit.pass()
    const { rows } = await stage.database.pool.query('insert into account values (1, 20) returning amount')
    expect(rows).toEqual([{ amount: 20 }])
    expect(stage.gate.story()).toEqual(['insert into account values (1, 10)'])
  })

  test('whose backend is ended by the server is told so', async () => {
    const other = await RawClient.connect(stage.url)
    other.send(say.query('select pg_terminate_backend(pg_backend_pid())'))
    await expect(other.until(/Z$/)).rejects.toThrow(/^The connection ended after TDE$/)
    expect(other.errors.map(({ code }) => code)).toEqual(['57P01'])
    expect(stage.gate.done.map(({ result }) => [result.error?.code, result.isCutOff])).toEqual([
      ['57P01', true],
    ])
  })

  test('to a database that is not there hears the server say so', async () => {
    const lost = new Client({ connectionString: stage.proxy.url('no_such_database') })
    await expect(lost.connect()).rejects.toMatchObject({ code: '3D000' })
  })

  test('that speaks no PostgreSQL is closed', async () => {
    const closed = new Promise<void>((resolve) => {
      const socket = connect(stage.proxy.port, '127.0.0.1', () => socket.write('GET / HTTP/1.1\r\n\r\n'))
      socket
        .on('close', () => resolve())
        .on('error', () => undefined)
        .resume()
    })
    await closed
    expect(stage.gate.links.map(({ applicationName }) => applicationName)).toEqual(['shop'])
  })

  test('may get other statements than it sent', async () => {
    stage.gate.rewrite = (sql) => sql.replace(/ for update/, '')
    client.send(say.query('begin'))
    await client.until(/Z$/)
    client.send(statement('select amount from account where id = $1 for update', '1'), say.sync)
    await client.until(/Z$/)
    client.send(
      say.query("select count(*) from pg_locks where pid = pg_backend_pid() and mode = 'RowShareLock'"),
    )
    await client.until(/Z$/)
    expect(client.rows).toEqual([['0']])
    expect(stage.gate.story()[1]).toBe('select amount from account where id = $1 for update')
    client.send(say.query('rollback'))
    await client.until(/Z$/)
  })
})

test('a client that wants no notices gets none, and its waits are told all the same', async () => {
  const waiting: number[] = []
  const gate = Object.assign(new RecordingGate(), { waits: (id: number) => waiting.push(id) })
  const settings = { deadlock_timeout: '1ms', log_lock_waits: 'on', client_min_messages: 'log' }
  const own = await openStage({ gate, settings })
  await own.database.pool.query('create table account (id int primary key)')
  const notices: string[] = []
  const quiet = new Client({ connectionString: own.url })
  quiet.on('notice', ({ severity }) => notices.push(severity ?? ''))
  await quiet.connect()
  const holder = await own.database.pool.connect()
  await holder.query('begin; lock table account')

  await quiet.query('drop table if exists nothing')
  await quiet.query("SET client_min_messages TO 'warning'")
  await quiet.query('drop table if exists nothing')
  const read = quiet.query('select id from account')
  await waitFor('the wait', () => waiting.length > 0)
  await holder.query('rollback')
  await read

  holder.release()
  await quiet.end()
  await own.close()
  expect([notices, [...new Set(waiting)]]).toEqual([['NOTICE'], [1]])
})

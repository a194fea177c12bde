import { createServer } from 'node:http'
import { once } from 'node:events'
import { writeFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { requirement } from '@daylatch/test-kit'
import { existsSync } from 'node:fs'
import { describe, expect, onTestFinished, test } from 'vitest'
import { command, http } from '../../src/config/actors.ts'
import { inOrderOf, printRun, replay } from '../../src/replay/replay.ts'
import { openLab } from '../../src/run/open-lab.ts'

const setUp = 'create table counter (n int not null); insert into counter values (0)'
const invariant = 'select n = 2 from counter'
const pg = JSON.stringify(import.meta.resolve('pg'))

/** Reads, adds in the application, writes: as an application in another process. */
const counting = `
import { createServer } from 'node:http'
import pg from ${pg}
const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL })
createServer(async (request, response) => {
  if (request.url === '/') return response.end('ready')
  const { rows } = await pool.query('select n from counter')
  await pool.query('update counter set n = $1', [rows[0].n + 1])
  response.writeHead(201).end(JSON.stringify({ by: request.headers['x-by'] }))
}).listen(Number(process.env.PORT), '127.0.0.1')`

/** Answers at once, and opens its connections one after another, as processes do that were started together. */
const slowToConnect = `
import { createServer } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import pg from ${pg}
let opened = 0
createServer((request, response) => response.end(String(opened))).listen(Number(process.env.PORT), '127.0.0.1')
while (opened < 8) {
  await pause(100)
  const client = new pg.Client({ connectionString: process.env.DATABASE_URL })
  await client.connect()
  await client.query('select 1 as asked_by_a_new_connection')
  opened += 1
}`

async function script(source = counting): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'race-application-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const file = join(folder, 'server.mjs')
  await writeFile(file, source)
  return file
}

describe('an application in a process of its own', () => {
  test('is started before the door, raced over HTTP, and ended with the lab', async () => {
    const actors = ['first', 'second'].map((by) => http('POST', '/add', { headers: { 'x-by': by } }))
    const lab = await openLab({
      setUp,
      application: { command: `node ${await script()}` },
      parkAfterMs: 10_000,
      actors,
      invariant,
    })
    onTestFinished(() => lab.close())

    const serial = await lab.run(inOrderOf([]))
    const race = await lab.run(inOrderOf([0, 0, 1, 1, 0, 0, 1, 1]))

    expect(serial.verdict).toEqual({ holds: true })
    expect(serial.outcomes[1]).toMatchObject({
      kind: 'returned',
      value: { status: 201, body: '{"by":"second"}' },
    })
    expect(race.verdict).toEqual({ holds: false, reason: '`select n = 2 from counter` is false' })
    expect(printRun(race).split('#')[0]).toBe('pg:AABBAABB')
    expect((await replay(lab, printRun(race))).verdict).toEqual(race.verdict)
  })

  test('is raced when nobody in it opens connections any more', async () => {
    const lab = await openLab({
      application: { command: `node ${await script(slowToConnect)}` },
      actors: [http('GET', '/opened')],
      invariant: () => true,
    })
    onTestFinished(() => lab.close())

    const run = await lab.run(inOrderOf([]))

    expect(run.outcomes[0]).toMatchObject({ value: { body: '8' } })
    expect(run.trace.map(({ step }) => step.kind)).toEqual(['start'])
  })

  test('that ends before it answers is told with what it wrote', async () => {
    const opening = openLab({
      application: { command: 'echo the port is taken >&2; exit 3' },
      actors: [http('GET', '/')],
      invariant: () => true,
    })

    await expect(opening).rejects.toMatchObject({
      code: 'APPLICATION_FAILED',
      message: expect.stringMatching(/ended with 3 before it answered\. It wrote:\nthe port is taken$/),
    })
  })

  test('that answers in vain is told with the status', async () => {
    const server = createServer((_, response) => response.writeHead(503).end()).listen(0, '127.0.0.1')
    await once(server, 'listening')
    onTestFinished(() => void server.close())
    const address = server.address()
    const port = typeof address === 'object' ? address?.port : 0

    await expect(
      openLab({
        application: { url: `http://127.0.0.1:${port}`, readyWithinMs: 50 },
        actors: [http('GET', '/')],
        invariant: () => true,
      }),
    ).rejects.toMatchObject({
      code: 'APPLICATION_FAILED',
      message: expect.stringContaining('got status 503'),
    })
  })
})

describe('a program as an actor', () => {
  const psql = requirement(existsSync('/usr/bin/psql'), 'needs psql', 'apt-get install postgresql-client')

  test.skipIf(!psql)('races by the statements that it sends', async () => {
    const add = `psql -qAt "$DATABASE_URL" -c "begin" -c "select n from counter" -c "update counter set n = n + 1" -c "commit"`
    const lab = await openLab({
      setUp,
      actors: [command(add), command(add, { name: 'again' })],
      invariant,
      parkAfterMs: 10_000,
    })
    onTestFinished(() => lab.close())

    const run = await lab.run(inOrderOf([0, 0, 0, 0, 1, 1, 1, 1, 0, 1]))

    expect(lab.actors).toEqual([add, 'again'])
    expect(run.trace.map(({ step }) => `${step.actor}${step.kind}`).join()).toBe(
      '0start,0begin,0statement,0statement,1start,1begin,1statement,1statement,0commit,1commit',
    )
    expect(run.trace[7]?.waitedFor).toEqual([0])
    expect(run.verdict).toEqual({ holds: true })
  })

  test('that fails is an error with what it wrote', async () => {
    const lab = await openLab({ actors: [command('echo no such member >&2; exit 4')], invariant: () => true })
    onTestFinished(() => lab.close())

    const run = await lab.run(inOrderOf([]))

    expect(run.outcomes[0]).toMatchObject({
      kind: 'threw',
      error: { message: expect.stringMatching(/ended with 4: no such member$/) },
    })
  })
})

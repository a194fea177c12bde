import { createDatabase, spawnProcess, waitFor } from '@daylatch/test-kit'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Pool } from 'pg'
import { describe, expect, test } from 'vitest'
import { endHandset } from './support/handset.ts'
import { spawnServer, startSite, type TestSite } from './support/start-site.ts'

/** Holds every claim up until the returned function lets them go on. */
async function holdClaims(pool: Pool): Promise<() => Promise<void>> {
  const client = await pool.connect()
  await client.query('begin')
  await client.query('lock table daylatch.claim in access exclusive mode')
  return async () => {
    await client.query('commit')
    client.release()
  }
}

async function somebodyWaits(pool: Pool): Promise<void> {
  await waitFor('a claim that waits for the lock', async () => {
    const { rowCount } = await pool.query(
      `select from pg_locks where not granted and relation = 'daylatch.claim'::regclass`,
    )
    return (rowCount ?? 0) > 0
  })
}

describe.each([1, 4])('SIGTERM with %i processes', (workers) => {
  test('what is under way is answered, kept, and the exit code is 0', async () => {
    const site = await startSite({ workers })
    const members = await site.members(20)
    const letGo = await holdClaims(site.pool)
    const answers = Promise.allSettled(
      members.map(async (member) => {
        const response = await member.checkIn()
        await response.arrayBuffer()
        return response.status
      }),
    )
    await somebodyWaits(site.pool)
    site.process.send('SIGTERM')
    await site.process.waitForLine(/"msg":"stopping/)
    site.process.send('SIGTERM')
    site.process.send('SIGINT')
    await letGo()
    const settled = await answers
    const exit = await site.process.exit
    // Within its ten seconds: a process that takes longer gives up with exit code 1.
    expect(exit).toEqual({ code: 0, signal: null })
    const statuses = settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
    const { rows } = await site.pool.query<{ count: number }>(
      'select count(*)::int as count from daylatch.claim',
    )
    // A connection that was never accepted is refused, and nothing was done for it. Whatever was done is answered.
    expect(statuses).toEqual(statuses.map(() => 201))
    expect(statuses.length).toBeGreaterThan(0)
    expect(rows[0]?.count).toBe(statuses.length)
    await site.database.drop()
  })
})

describe('four processes', () => {
  test('one that is killed is replaced, and the site goes on', async () => {
    const site = await startSite({ workers: 4 })
    const before = await allPidsOf(site, 4)
    process.kill(before[0] ?? 0, 'SIGKILL')
    await waitFor('four processes again', async () => {
      const now = pidsOf(site)
      return await Promise.resolve(now.length === 4 && !now.includes(before[0] ?? 0))
    })
    const member = await site.member()
    expect((await member.checkIn()).status).toBe(201)
    await site.stop()
  })

  test('end by themselves when the first one is killed', async () => {
    const site = await startSite({ workers: 2 })
    const pids = await allPidsOf(site, 2)
    await site.process.kill('SIGKILL')
    await waitFor('no process left', () => Promise.resolve(pids.every((pid) => !isAlive(pid))))
    // It outlives the servers, as it should.
    await endHandset(join(site.folder, 'handset'))
    await site.database.drop()
  })

  test('say once that they are ready', async () => {
    const site = await startSite({ workers: 4 })
    expect(site.process.stdout()).toBe(`Daylatch is ready at ${site.url}\n`)
    await site.stop()
  })
})

describe('what cannot start says why', () => {
  test.each([1, 2])('a port that is in use, with %i processes', async (workers) => {
    const other = createServer().listen(0, '127.0.0.1')
    const port = await waitFor('a port', () => {
      const address = other.address()
      return Promise.resolve(typeof address === 'object' && address !== null && address.port)
    })
    await failsWith(
      { PORT: String(port) },
      1,
      `Port ${port} on 127.0.0.1 is in use by another program`,
      workers,
    )
    other.close()
  })

  test.each([
    ['PORT', '70000', 'PORT: expected a whole number from 0 to 65535, got "70000"'],
    ['DAYLATCH_WORKERS', '0', 'DAYLATCH_WORKERS: expected a whole number from 1 to 64, got "0"'],
    ['DAYLATCH_SIGN_UP', 'maybe', 'DAYLATCH_SIGN_UP: expected one of open, invite, closed, got "maybe"'],
    ['DAYLATCH_ADMIN_EMAIL', 'a@b.example', 'expected both or neither'],
    [
      'DATABASE_URL',
      'mysql://root:secret@host/db',
      'DATABASE_URL: expected an address such as postgresql://',
    ],
    ['DAYLATCH_CONFIG', 'nowhere.json', 'nowhere.json is not there'],
  ])('%s=%s', async (name, value, message) => {
    await failsWith({ [name]: value }, 78, message)
  })

  test('a database that is not there, without its password', async () => {
    const url = 'postgresql://daylatch:secret-word@127.0.0.1:1/x'
    const stderr = await failsWith({ DATABASE_URL: url }, 1, 'The database cannot be reached')
    expect(stderr).not.toContain('secret-word')
  })

  test('an unknown command', async () => {
    const command = spawnProcess(process.execPath, ['apps/server/bundle/cli.js', 'strat'])
    expect(await command.exit).toEqual({ code: 64, signal: null })
    expect(command.stderr()).toContain('Usage: daylatch <command>')
  })
})

async function failsWith(
  env: Record<string, string>,
  code: number,
  message: string,
  workers = 1,
): Promise<string> {
  const database = await createDatabase()
  const folder = await mkdtemp(join(tmpdir(), 'daylatch-site-'))
  const { server, ready } = await spawnServer(database.url, folder, { env, workers })
  await expect(ready).rejects.toThrow(message)
  expect(await server.exit).toEqual({ code, signal: null })
  expect(server.stdout()).toBe('')
  await rm(folder, { recursive: true })
  await database.drop()
  return server.stderr()
}

/** The log of a process may be read a moment after the ready line of them all. */
async function allPidsOf(site: TestSite, count: number): Promise<readonly number[]> {
  return await waitFor(`${count} processes in the log`, () => {
    const pids = pidsOf(site)
    return Promise.resolve(pids.length === count && pids)
  })
}

/** The server processes that live, by what they log: each logs that it listens. */
function pidsOf(site: TestSite): readonly number[] {
  const lines = site.process
    .stderr()
    .split('\n')
    .slice(0, -1)
    .filter((line) => line.includes('"msg":"Server listening'))
  const pids = new Set(lines.map((line) => (JSON.parse(line) as { readonly pid: number }).pid))
  return [...pids].filter(isAlive)
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false
    throw error
  }
}

import { existsSync } from 'node:fs'
import { Client } from 'pg'
import { expect, onTestFinished, test, vi } from 'vitest'
import { requirement } from '../src/requirement.ts'
import { spawnProcess } from '../src/spawn-process.ts'
import { startTestServer } from '../src/test-server.ts'

test('the server of a run that was killed is stopped and deleted by the next run', async () => {
  vi.stubEnv('TEST_DATABASE_URL', undefined)
  onTestFinished(() => void vi.unstubAllEnvs())
  const script = `import { startTestServer } from '${new URL('../dist/index.js', import.meta.url).href}'
    const { url } = await startTestServer()
    console.log(url)
    process.kill(process.pid, 'SIGKILL')`
  const killed = spawnProcess(process.execPath, ['--input-type=module', '-e', script])
  const url = await killed.waitForLine(/^postgresql:/)
  expect(await killed.exit).toEqual({ code: null, signal: 'SIGKILL' })
  const abandoned = new Client({ connectionString: url })
  await abandoned.connect()
  const { rows } = await abandoned.query<{ data: string }>("select current_setting('data_directory') as data")
  await abandoned.end()

  const next = await startTestServer()
  expect(existsSync(rows[0]?.data ?? '/')).toBe(false)
  await next.stop()
})

test('a given TEST_DATABASE_URL is used as it is, and not stopped', async () => {
  vi.stubEnv('TEST_DATABASE_URL', 'postgres://ann@db.example/site')
  onTestFinished(() => void vi.unstubAllEnvs())
  const server = await startTestServer()
  await server.stop()
  expect(server.url).toBe('postgres://ann@db.example/site')
})

test('what a machine lacks is a skip with its reason, and a failure with REQUIRE_ALL=1', () => {
  onTestFinished(() => void vi.unstubAllEnvs())
  const warn = vi.spyOn(console, 'warn').mockReturnValue()
  vi.stubEnv('REQUIRE_ALL', '')
  expect(requirement(true, 'needs nothing', 'true')).toBe(true)
  expect(requirement(false, 'needs a browser', 'apt-get install chromium')).toBe(false)
  expect(warn.mock.calls).toEqual([['skipped: needs a browser (to run it: apt-get install chromium)']])
  vi.stubEnv('REQUIRE_ALL', '1')
  expect(() => requirement(false, 'needs a browser', 'apt-get install chromium')).toThrow(
    'REQUIRE_ALL=1, but skipped: needs a browser (to run it: apt-get install chromium)',
  )
})

import { requirement, spawnProcess, waitFor } from '@daylatch/test-kit'
import { expect, test } from 'vitest'
import { isPostgresOf, lookAt, lookWithPs } from '../src/processes.ts'
import { spawnSync } from 'node:child_process'

const ps = requirement(spawnSync('ps', ['--version']).status === 0, 'needs ps', 'apt-get install procps')
const looks = [['/proc', lookAt] as const, ...(ps ? [['ps', lookWithPs] as const] : [])]

test.each(looks)('through %s: a running process, then a zombie, then none', async (_, look) => {
  // The shell's child ends; the shell has become a sleep that never asks for it, so it stays a zombie.
  const parent = spawnProcess('sh', ['-c', 'sleep 1000 & echo $!; exec sleep 1000'])
  const pid = Number(await parent.waitForLine(/^\d+$/))
  const { startedAt } = look(pid)
  expect(look(pid)).toEqual({ state: 'running', startedAt: expect.stringMatching(/^[\w-]+$/) })

  process.kill(pid, 'SIGKILL')
  await waitFor('a zombie', () => look(pid).state === 'zombie')
  expect(look(pid).startedAt).toBe(startedAt)

  await parent.kill()
  await waitFor('nothing', () => look(pid).state === 'gone')
  expect(look(pid)).toEqual({ state: 'gone', startedAt: '' })
})

test('a process that is not PostgreSQL is not the server of any folder', () => {
  expect(isPostgresOf(process.pid, process.cwd())).toBe(false)
})

import { expect, test } from 'vitest'
import { isRunning } from './is-running.ts'
import { spawnProcess } from '../src/spawn-process.ts'
import { waitFor } from '../src/wait-for.ts'

test('lines of both streams are seen, and the exit code is known', async () => {
  const child = spawnProcess('sh', ['-c', 'echo out; echo err >&2; exit 3'])
  expect(await child.waitForLine(/^err$/)).toBe('err')
  expect(await child.exit).toEqual({ code: 3, signal: null })
  expect([child.stdout(), child.stderr()]).toEqual(['out\n', 'err\n'])
})

test('a process that ends without the line fails the wait with all that it said', async () => {
  const child = spawnProcess('sh', ['-c', 'echo something else'])
  await expect(child.waitForLine(/^ready$/)).rejects.toThrow(
    'sh ended without a line like /^ready$/:\nsomething else\n',
  )
})

test('a command that does not exist fails the wait', async () => {
  await expect(spawnProcess('/no/such/command', []).waitForLine(/x/)).rejects.toMatchObject({
    code: 'ENOENT',
  })
})

test('kill ends the process and waits for it', async () => {
  const child = spawnProcess('sleep', ['1000'])
  expect(await child.kill()).toEqual({ code: null, signal: 'SIGKILL' })
})

test('a forgotten child ends with its parent', async () => {
  const script = `import { spawnProcess } from '${new URL('../dist/index.js', import.meta.url).href}'
    console.log(spawnProcess('sleep', ['1000']).pid)
    setImmediate(() => process.exit(0))`
  const parent = spawnProcess(process.execPath, ['--input-type=module', '-e', script])
  const pid = Number(await parent.waitForLine(/^\d+$/))
  await parent.exit
  await waitFor('the end of the forgotten child', () => !isRunning(pid))
})

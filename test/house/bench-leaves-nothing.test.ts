import { existsSync, rmSync } from 'node:fs'
import { spawnProcess, waitFor } from '@daylatch/test-kit'
import { expect, test } from 'vitest'
import { root } from './support/plant.ts'

interface Started {
  readonly processes: readonly number[]
  readonly folders: readonly string[]
}

/** A benchmark with a program and a folder, and, guarded, with a database; killed when all of it is there. */
async function killed(how: 'guarded' | 'unguarded', signal: NodeJS.Signals): Promise<Started> {
  const bench = spawnProcess(process.execPath, ['test/house/support/bench-without-end.mjs', how], {
    cwd: root,
  })
  const line = await bench.waitForLine(/^\{/)
  bench.send(signal)
  expect(await bench.exit).toEqual({ code: null, signal })
  return JSON.parse(line) as Started
}

function runs(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

test.each(['SIGTERM', 'SIGKILL'] as const)(
  'a benchmark that is ended by %s leaves no program, no database and no folder',
  async (signal) => {
    const { processes, folders } = await killed('guarded', signal)

    expect(folders.length).toBe(2)
    await waitFor('programs to end', () => !processes.some(runs))
    await waitFor('folders to go', () => !folders.some((folder) => existsSync(folder)))
  },
)

test('the twin, without the guard, leaves the program with its child, and the folder', async () => {
  const { processes, folders } = await killed('unguarded', 'SIGKILL')

  expect(processes.map(runs)).toEqual([true, true])
  expect(folders.map((folder) => existsSync(folder))).toEqual([true])
  process.kill(-(processes[0] ?? 0), 'SIGKILL')
  for (const folder of folders) rmSync(folder, { recursive: true })
})

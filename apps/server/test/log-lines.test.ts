import { spawnSync } from 'node:child_process'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { LogLines } from '../src/http/log-lines.ts'

/** What is written to it, write by write, and what was asked of it in between. */
function target() {
  const seen: string[] = []
  const lines = new LogLines({
    write: (text) => seen.push(text),
    flush: (done) => {
      seen.push('flush')
      done()
    },
    flushSync: () => void seen.push('flushSync'),
  })
  return { lines, seen }
}

test('the lines of one turn are written at once, in their order, and those of the next by themselves', async () => {
  const { lines, seen } = target()
  lines.write('a\n')
  lines.write('b\n')
  expect(seen).toEqual([])
  await nextTurn()
  expect(seen).toEqual(['a\nb\n'])
  lines.write('c\n')
  await nextTurn()
  await nextTurn()
  expect(seen).toEqual(['a\nb\n', 'c\n'])
})

test('what was gathered is written before the rest is flushed', async () => {
  const { lines, seen } = target()
  lines.write('a\n')
  lines.flushSync()
  lines.write('b\n')
  await new Promise<void>((resolve) => {
    lines.flush(() => resolve())
  })
  await nextTurn()
  expect(seen).toEqual(['a\n', 'flushSync', 'b\n', 'flush'])
})

const CHILD = fileURLToPath(new URL('child/log.mjs', import.meta.url))

test.each([
  ['that ends', 'ends', 3],
  ['that an error ends', 'throws', 1],
])(
  'a process %s in the middle of a turn leaves no line behind, in a pipe or a file',
  async (_, how, code) => {
    const pipe = spawnSync(process.execPath, [CHILD, how], { encoding: 'utf8' })
    expect(pipe.status).toBe(code)
    expect(linesOf(pipe.stderr)).toEqual(['the first', 'the second'])
    const folder = await mkdtemp(path.join(tmpdir(), 'daylatch-log-'))
    try {
      const file = path.join(folder, 'server.log')
      const fd = openSync(file, 'w')
      expect(spawnSync(process.execPath, [CHILD, how], { stdio: ['ignore', 'ignore', fd] }).status).toBe(code)
      closeSync(fd)
      expect(linesOf(readFileSync(file, 'utf8'))).toEqual(['the first', 'the second'])
    } finally {
      await rm(folder, { recursive: true })
    }
  },
)

/** The texts of the lines that are JSON: Node says why it ended in others. */
function linesOf(text: string): unknown[] {
  const lines = text.split('\n').filter((line) => line.startsWith('{'))
  return lines.map((line) => (JSON.parse(line) as { readonly msg: unknown }).msg)
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve)
  })
}

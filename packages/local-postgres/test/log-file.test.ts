import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openLog, readLogFrom } from '../src/log-file.ts'
import { temporaryFolder } from './support.ts'

test('a log over its size becomes `.1` at the next start, a smaller one is appended to', async () => {
  const path = join(await temporaryFolder(), 'server.log')
  await writeFile(path, 'x'.repeat(100))
  const kept = await openLog(path, 100)
  await kept.handle.close()
  expect({ from: kept.from, rotated: existsSync(`${path}.1`) }).toEqual({ from: 100, rotated: false })

  const fresh = await openLog(path, 99)
  await fresh.handle.close()
  expect({ from: fresh.from, old: await readFile(`${path}.1`, 'utf8') }).toEqual({
    from: 0,
    old: 'x'.repeat(100),
  })
})

test('of a start that failed its own lines are read, not those of earlier starts', async () => {
  const path = join(await temporaryFolder(), 'server.log')
  await writeFile(path, 'an earlier start\nthis one failed\n')
  expect(await readLogFrom(path, 'an earlier start\n'.length)).toBe('this one failed')
})

import { chmod, mkdir, readFile, readlink, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { copyReadable } from '../src/copy-readable.ts'
import { temporaryFolder } from './support.ts'

test('what the owner alone could read or run, everybody can in the copy, whatever the umask', async () => {
  const folder = await temporaryFolder()
  const from = join(folder, 'from')
  await mkdir(join(from, 'bin'), { recursive: true })
  await writeFile(join(from, 'bin', 'run'), 'run me', { mode: 0o700 })
  await writeFile(join(from, 'read'), 'read me', { mode: 0o600 })
  await symlink('read', join(from, 'link'))
  await chmod(join(from, 'bin'), 0o700)
  const umask = process.umask(0o077)
  onTestFinished(() => void process.umask(umask))

  const to = join(folder, 'to')
  await copyReadable(from, to)

  const modes = await Promise.all(['.', 'bin', 'bin/run', 'read'].map((name) => stat(join(to, name))))
  expect(modes.map(({ mode }) => mode & 0o777)).toEqual([0o755, 0o755, 0o755, 0o644])
  expect(await readlink(join(to, 'link'))).toBe('read')
  expect(await readFile(join(to, 'bin', 'run'), 'utf8')).toBe('run me')
})

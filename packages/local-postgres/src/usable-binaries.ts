import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, mkdir, readdir, readFile, rename, rm, symlink } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { brokenBinary } from './binaries.ts'
import type { Binaries } from './binaries.ts'
import { copyReadable } from './copy-readable.ts'
import { errorCode } from './errors.ts'
import { serverEnvironment, spawnIds } from './identity.ts'
import type { ServerIdentity } from './identity.ts'

const run = promisify(execFile)

/**
 * Gives a `bin` folder from which the server's user can really run PostgreSQL.
 *
 * The npm package's own postinstall makes its library links; where install scripts are off, we make them. Where we may
 * not (node_modules of somebody else), or where the server's user cannot pass a folder above (a project below a 0700
 * home), the package's `native` folder is copied below `copies` (58 MB, 0.15 s), once per version of the package.
 */
export async function usableBinaries(
  found: Binaries,
  identity: ServerIdentity,
  copies: string,
): Promise<string> {
  const inPlace = await tryInPlace(found, identity)
  if (inPlace === undefined) return found.bin
  if (found.native === undefined) throw brokenBinary(found.bin, inPlace)
  const copy = await copyOnce(found.native, copies)
  const failure = await whyItDoesNotRun(join(copy, 'bin'), identity)
  if (failure !== undefined) throw brokenBinary(join(copy, 'bin'), failure)
  return join(copy, 'bin')
}

/** What keeps the server from running where it is; undefined when nothing does. */
async function tryInPlace(found: Binaries, identity: ServerIdentity): Promise<unknown> {
  if (found.native !== undefined) {
    try {
      await makeLibraryLinks(found.native)
    } catch (error) {
      return error
    }
  }
  return whyItDoesNotRun(found.bin, identity)
}

/** Makes the links that `pg-symlinks.json` lists and that are not there. Safe beside another process doing the same. */
export async function makeLibraryLinks(native: string): Promise<void> {
  const text = await readFile(join(native, 'pg-symlinks.json'), 'utf8')
  const links = JSON.parse(text) as readonly { readonly source: string; readonly target: string }[]
  for (const { source, target } of links) {
    const link = join(dirname(native), target)
    // existsSync follows the link: one that leads nowhere counts as missing, and symlink() then says EEXIST.
    if (existsSync(link)) continue
    await symlink(basename(source), link).catch((error: unknown) => {
      if (errorCode(error) !== 'EEXIST') throw error
    })
  }
}

async function whyItDoesNotRun(bin: string, identity: ServerIdentity): Promise<unknown> {
  try {
    const options = { env: serverEnvironment(), cwd: '/', ...spawnIds(identity) }
    await run(join(bin, 'postgres'), ['--version'], options)
    return undefined
  } catch (error) {
    return error
  }
}

async function copyOnce(native: string, copies: string): Promise<string> {
  const { version } = JSON.parse(await readFile(join(dirname(native), 'package.json'), 'utf8')) as {
    version: string
  }
  const copy = join(copies, version, 'native')
  if (existsSync(copy)) return copy
  await mkdir(copies, { recursive: true })
  await chmod(copies, 0o755)
  // Older versions, and copies that were not finished: no process of ours runs from them, or they would be `copy`.
  for (const name of await readdir(copies)) await rm(join(copies, name), { recursive: true, force: true })
  const unfinished = join(copies, `${version}.new`)
  await mkdir(unfinished)
  await chmod(unfinished, 0o755)
  await copyReadable(native, join(unfinished, 'native'))
  await makeLibraryLinks(join(unfinished, 'native'))
  await rename(unfinished, join(copies, version))
  return copy
}

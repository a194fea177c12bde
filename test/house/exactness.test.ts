import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { root } from './support/plant.ts'

const exact = /^\d+\.\d+\.\d+(-[\w.]+)?$/
const longest = 500
/** Absolute paths that only somebody's own machine has; Ann, who lives in examples, is nobody. */
const machinePath = /(?<![\w.:$}{~/-])\/(?:home\/(?!ann\b)|(?:root|Users|work|mnt)\/)[\w.-]+/

/** Every file of the repository, the new ones included. */
const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { cwd: root })
  .toString()
  .split('\n')
  .filter((file) => file !== '')

function read(file: string): string {
  try {
    return readFileSync(path.join(root, file), 'utf8')
  } catch (error) {
    // Deleted in the working tree and not yet committed.
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return ''
    throw error
  }
}

interface Manifest {
  readonly dependencies?: Record<string, string>
  readonly devDependencies?: Record<string, string>
  readonly optionalDependencies?: Record<string, string>
}

test('every dependency has one exact version', () => {
  const loose = files
    .filter((file) => /^((packages|apps|examples)\/[\w-]+\/|bench\/)?package\.json$/.test(file))
    .flatMap((file) => {
      const manifest = JSON.parse(read(file)) as Manifest
      const all = { ...manifest.dependencies, ...manifest.devDependencies, ...manifest.optionalDependencies }
      return Object.entries(all)
        .filter(([, version]) => !exact.test(version))
        .map(([name, version]) => `${file}: ${name} ${version}`)
    })

  expect(loose).toEqual([])
})

interface LockFile {
  readonly packages: Record<string, { resolved?: string; integrity?: string; link?: boolean }>
}

const lockFiles = files.filter((file) => path.basename(file) === 'package-lock.json')

test.each(lockFiles)('%s names no registry, and every package in it has a hash', (file) => {
  const lock = JSON.parse(read(file)) as LockFile
  const installed = Object.entries(lock.packages).filter(([where]) => where.includes('node_modules/'))
  const addresses = installed.filter(([, one]) => one.resolved?.includes('://'))
  const unhashed = installed.filter(([, one]) => one.link !== true && one.integrity === undefined)

  expect(addresses.map(([where]) => where)).toEqual([])
  expect(unhashed.map(([where]) => where)).toEqual([])
})

test(`no source file is longer than ${String(longest)} lines`, () => {
  const long = files
    .filter((file) => /\.(ts|tsx|mjs|sql|css)$/.test(file) && !file.includes('.generated.'))
    .filter((file) => read(file).split('\n').length - 1 > longest)

  expect(long).toEqual([])
})

test('no file names a path of somebody’s machine', () => {
  const own = 'test/house/exactness.test.ts'
  const found = files
    .filter((file) => !/\.(png|woff2?|ico|gz|br)$/.test(file) && file !== 'package-lock.json' && file !== own)
    .flatMap((file) => {
      const match = machinePath.exec(read(file))
      return match === null ? [] : [`${file}: ${match[0]}`]
    })

  expect(found).toEqual([])
})

test('the checks of paths and versions see what they look for', () => {
  expect(machinePath.test('const data = "/home/bob/daylatch"')).toBe(true)
  expect(machinePath.test("import x from '../root/file.ts'")).toBe(false)
  expect(exact.test('^1.2.3')).toBe(false)
  expect(exact.test('18.4.0-beta.17')).toBe(true)
})

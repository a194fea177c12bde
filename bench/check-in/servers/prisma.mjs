import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const FOLDER = new URL('../../prisma/', import.meta.url)

/** @param {string} name */
const inFolder = (name) => fileURLToPath(new URL(name, FOLDER))

/**
 * Installs Prisma, which is larger than everything else together, and generates its client, if that was not done. The
 * engine for migrations, which it would fetch from the web, is not needed for it.
 *
 * @returns {string | undefined} what went wrong
 */
export function installPrisma() {
  if (existsSync(inFolder('node_modules/.daylatch/index.js'))) return undefined
  console.log('Installing Prisma (300 MB) …')
  const steps = [
    ['npm', 'ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'],
    [process.execPath, inFolder('node_modules/prisma/build/index.js'), 'generate', '--schema=schema.prisma'],
  ]
  for (const [program = '', ...parameters] of steps) {
    const env = { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: '/bin/true', PRISMA_HIDE_UPDATE_MESSAGE: '1' }
    const { status, stderr } = spawnSync(program, parameters, {
      cwd: fileURLToPath(FOLDER),
      env,
      encoding: 'utf8',
    })
    if (status !== 0) return stderr.slice(-1000)
  }
  return undefined
}

import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { removeLocalPostgres, startLocalPostgres } from '@daylatch/local-postgres'

/** A real PostgreSQL in a folder of its own, of which nothing is left afterwards. */
export async function startPostgres() {
  const dataFolder = path.join(tmpdir(), `daylatch-bullmq-${randomUUID()}`)
  const postgres = await startLocalPostgres({ dataFolder })
  return {
    url: postgres.url,
    async stop() {
      await postgres.stop()
      await removeLocalPostgres(dataFolder)
    },
  }
}

/**
 * The Redis of REDIS_URL, or a real one of our own on a socket in a folder of its own.
 *
 * @returns {Promise<{ place: string | { path: string }, stop: () => Promise<void> }>}
 * @throws {Error} with what to do where there is none
 */
export async function startRedis() {
  const url = process.env['REDIS_URL']
  if (url !== undefined && url !== '') return { place: url, stop: async () => Promise.resolve() }
  const folder = mkdtempSync(path.join(tmpdir(), 'daylatch-redis-'))
  const socket = path.join(folder, 'redis.sock')
  const parameters = ['--port', '0', '--unixsocket', socket, '--save', '', '--dir', folder]
  const server = spawn('redis-server', parameters, { stdio: ['ignore', 'pipe', 'inherit'] })
  const stop = async () => {
    if (server.exitCode === null && server.kill()) await once(server, 'exit')
    rmSync(folder, { recursive: true })
  }
  try {
    await ready(server)
  } catch (cause) {
    rmSync(folder, { recursive: true })
    const how = 'apt-get install redis-server, or name one that runs: REDIS_URL=redis://127.0.0.1:6379'
    throw new Error(`redis-server does not start here. Install it: ${how}`, { cause })
  }
  return { place: { path: socket }, stop }
}

/** @param {import('node:child_process').ChildProcessByStdio<null, import('node:stream').Readable, null>} server */
async function ready(server) {
  await once(server, 'spawn')
  const isReady = new Promise((resolve) => {
    server.stdout.on('data', (chunk) => /ready to accept connections/i.test(String(chunk)) && resolve(true))
  })
  if (!(await Promise.race([isReady, once(server, 'exit').then(() => false)])))
    throw new Error('it ended at once')
}

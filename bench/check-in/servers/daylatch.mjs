import { spawn } from 'node:child_process'
import { openSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { endWithUs, temporaryFolder } from '../../shared/leave-nothing.mjs'

const CLI = fileURLToPath(new URL('../../../apps/server/bin/daylatch.mjs', import.meta.url))

/**
 * Ours: the real server as one process, with everything that it does for every request: log (into a file), metrics,
 * headers, validation. It makes the tables.
 *
 * @param {string} databaseUrl
 * @param {string} resetAt
 * @returns {Promise<import('./javascript.mjs').Server>}
 */
export async function startDaylatch(databaseUrl, resetAt) {
  const { path: folder, remove } = temporaryFolder('daylatch-bench-check-in-')
  const config = {
    zone: 'UTC',
    checkIn: { resetAt },
    // One that nothing is sent to: the built-in one would be another process beside.
    messages: {
      gateway: 'idle',
      gateways: { idle: { kind: 'kannel', url: 'http://127.0.0.1:9/cgi-bin/sendsms', username: 'bench' } },
    },
  }
  writeFileSync(path.join(folder, 'daylatch.config.json'), JSON.stringify(config))
  const log = path.join(folder, 'server.log')
  const child = spawn(process.execPath, [CLI, 'start'], {
    cwd: folder,
    env: {
      PATH: process.env['PATH'],
      PORT: '0',
      DATABASE_URL: databaseUrl,
      DAYLATCH_DATA: folder,
      DAYLATCH_WORKERS: '1',
      DAYLATCH_GATEWAY_IDLE_PASSWORD: 'unused',
      NODE_ENV: 'production',
    },
    stdio: ['ignore', 'pipe', openSync(log, 'a')],
    detached: true,
  })
  endWithUs(child)
  const port = await readyAt(child).catch((/** @type {unknown} */ error) => {
    throw new Error(readFileSync(log, 'utf8'), { cause: error })
  })
  return {
    name: 'daylatch',
    port,
    pid: child.pid ?? 0,
    leave: async () => {
      const gone = new Promise((resolve) => child.once('exit', resolve))
      child.kill('SIGTERM')
      await gone
      remove()
    },
  }
}

/** @param {import('node:child_process').ChildProcess} child */
async function readyAt(child) {
  if (child.stdout === null) throw new TypeError('Expected a standard output')
  for await (const line of createInterface({ input: child.stdout })) {
    if (!line.startsWith('Daylatch is ready at ')) continue
    child.stdout.resume()
    return Number(new URL(line.slice(line.indexOf('http'))).port)
  }
  throw new Error('The server ended before it was ready')
}

import { spawn } from 'node:child_process'
import { openSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { createInterface } from 'node:readline'
import { endWithUs, temporaryFolder } from '../shared/leave-nothing.mjs'

const CLI = fileURLToPath(new URL('../../apps/server/bin/daylatch.mjs', import.meta.url))
const EMAIL = 'bench@example.com'
const PASSWORD = 'correct horse battery'

/** Calls to the handset at a time. The default of 16 is for gateways with a limit of their own. */
export const IN_FLIGHT = 256

/**
 * The real server as one process, with the handset beside it, and an administrator who is signed in.
 *
 * @param {string} databaseUrl
 */
export async function startSite(databaseUrl) {
  const { path: folder, remove } = temporaryFolder('daylatch-bench-site-')
  const config = {
    zone: 'UTC',
    messages: { undoSeconds: 0, gateways: { handset: { kind: 'handset', maxInFlight: IN_FLIGHT } } },
  }
  writeFileSync(path.join(folder, 'daylatch.config.json'), JSON.stringify(config))
  const env = {
    PATH: process.env['PATH'],
    PORT: '0',
    DATABASE_URL: databaseUrl,
    DAYLATCH_DATA: folder,
    DAYLATCH_WORKERS: '1',
    DAYLATCH_ADMIN_EMAIL: EMAIL,
    DAYLATCH_ADMIN_PASSWORD: PASSWORD,
    NODE_ENV: 'production',
  }
  const log = openSync(path.join(folder, 'server.log'), 'a')
  const server = spawn(process.execPath, [CLI, 'start'], {
    cwd: folder,
    env,
    stdio: ['ignore', 'pipe', log],
    detached: true,
  })
  endWithUs(server)
  const url = await readyAt(server).catch((error) => {
    throw new Error(readFileSync(path.join(folder, 'server.log'), 'utf8'), { cause: error })
  })
  const cookie = await signIn(url)
  return {
    url,
    cookie,
    /**
     * @param {string} method
     * @param {string} route
     * @param {unknown} [body]
     */
    ask: async (method, route, body) => {
      const headers = { cookie, ...(body === undefined ? {} : { 'content-type': 'application/json' }) }
      const sent = body === undefined ? {} : { body: JSON.stringify(body) }
      const response = await fetch(`${url}${route}`, { method, headers, ...sent })
      return { status: response.status, body: /** @type {any} */ (await response.json()) }
    },
    /** At once: what stalls would be waited for. The handset outlives it, and ends when its folder is gone. */
    end: async () => {
      const gone = new Promise((resolve) => server.once('exit', resolve))
      server.kill('SIGKILL')
      await gone
      remove()
    },
  }
}

/** @typedef {Awaited<ReturnType<typeof startSite>>} BenchSite */

/** @param {import('node:child_process').ChildProcess} server */
async function readyAt(server) {
  if (server.stdout === null) throw new TypeError('Expected a standard output')
  for await (const line of createInterface({ input: server.stdout })) {
    if (!line.startsWith('Daylatch is ready at ')) continue
    server.stdout.resume()
    return line.slice(line.indexOf('http'))
  }
  throw new Error('The server ended before it was ready')
}

/** @param {string} url */
async function signIn(url) {
  const response = await fetch(`${url}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: EMAIL, password: PASSWORD }),
  })
  if (!response.ok) throw new Error(`Signing in was answered with ${String(response.status)}`)
  return response.headers
    .getSetCookie()
    .map((line) => line.split('; ')[0])
    .join('; ')
}

import { spawn, spawnSync } from 'node:child_process'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import { endWithUs } from '../../shared/leave-nothing.mjs'

/** @typedef {import('./javascript.mjs').Server} Server */
/** @typedef {import('./javascript.mjs').Shared} Shared */

/** How the packages of both stories' stacks come onto a Debian. */
export const INSTALL = `apt-get install -y uwsgi uwsgi-plugin-python3 python3-flask python3-sqlalchemy python3-psycopg2 ruby-activerecord ruby-pg puma`

const READY_MS = 120_000

/** Debian's Python: another one in the path does not have Debian's packages. */
const PYTHON = '/usr/bin/python3'

/**
 * @param {string} program
 * @param {readonly string[]} parameters
 */
function works(program, parameters) {
  return spawnSync(program, [...parameters], { stdio: 'ignore' }).status === 0
}

export function hasFlask() {
  return works(PYTHON, ['-c', 'import flask, sqlalchemy, psycopg2']) && works('uwsgi', ['--version'])
}

export function hasRails() {
  return works('/usr/bin/ruby', ['-e', 'require "active_record"; require "pg"; require "puma"'])
}

/** @returns {Promise<number>} a port of the loopback that nobody uses now */
export function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject)
    probe.listen({ host: '127.0.0.1', port: 0 }, () => {
      const address = probe.address()
      probe.close(() => {
        if (typeof address === 'object' && address !== null) resolve(address.port)
        else reject(new TypeError('Expected a port'))
      })
    })
  })
}

/**
 * Where the database is, as libpq reads it.
 *
 * @param {string} url
 */
export function postgresVariables(url) {
  // A socket in the file system stands behind `host=`; before the path there is nothing then, which is no URL.
  const address = new URL(url.replace('@/', '@localhost/'))
  return {
    PGHOST: address.searchParams.get('host') ?? address.hostname,
    PGPORT: address.searchParams.get('port') ?? address.port,
    PGDATABASE: address.pathname.slice(1),
    PGUSER: decodeURIComponent(address.username),
    PGPASSWORD: decodeURIComponent(address.password),
  }
}

/**
 * @param {Shared} shared
 * @param {number} pool
 */
function environmentOf({ url, key, resetHour }, pool) {
  return {
    PATH: process.env['PATH'],
    ...postgresVariables(url),
    COOKIE_KEY: key,
    RESET_HOUR: String(resetHour),
    POOL: String(pool),
  }
}

/**
 * Starts a program and waits until it answers on its port.
 *
 * @param {string} name
 * @param {readonly string[]} command
 * @param {{ env: NodeJS.ProcessEnv, port: number, stopSignal: NodeJS.Signals }} how
 */
async function startProgram(name, [program = '', ...parameters], { env, port, stopSignal }) {
  const said = /** @type {string[]} */ ([])
  const child = spawn(program, parameters, { env, stdio: ['ignore', 'pipe', 'pipe'], detached: true })
  endWithUs(child)
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => said.push(String(data)))
  const gone = new Promise((resolve) => child.once('exit', resolve))
  const deadline = performance.now() + READY_MS
  while (!(await answers(port))) {
    if (child.exitCode !== null || performance.now() > deadline) {
      child.kill('SIGKILL')
      throw new Error(`${name} did not start:\n${said.join('').slice(-2000)}`)
    }
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  return {
    pid: child.pid ?? 0,
    leave: async () => {
      child.kill(stopSignal)
      await gone
    },
  }
}

/** @param {number} port */
async function answers(port) {
  try {
    // Not signed in: that is an answer.
    const asked = { method: 'POST', signal: AbortSignal.timeout(2000) }
    return (await fetch(`http://127.0.0.1:${String(port)}/api/check-ins`, asked)).status === 401
  } catch (error) {
    // Not there yet, or there and not ready.
    if (error instanceof TypeError || (error instanceof DOMException && error.name === 'TimeoutError'))
      return false
    throw error
  }
}

/**
 * Story 1's own: Flask and SQLAlchemy under uWSGI with four processes, each with a connection.
 *
 * @param {Shared} shared
 * @returns {Promise<Server>}
 */
export async function flask(shared) {
  const port = await freePort()
  const file = fileURLToPath(new URL('../stacks/flask_app.py', import.meta.url))
  const command = [
    'uwsgi',
    ...['--http-socket', `127.0.0.1:${String(port)}`, '--plugins', 'python3', '--wsgi-file', file],
    ...[
      '--callable',
      'app',
      '--processes',
      '4',
      '--master',
      '--lazy-apps',
      '--need-app',
      '--disable-logging',
    ],
    ...['--die-on-term', '--py-call-osafterfork', '--buffer-size', '8192'],
  ]
  const env = { ...environmentOf(shared, 1), DATABASE_URL: shared.url }
  const { pid, leave } = await startProgram('flask', command, { env, port, stopSignal: 'SIGTERM' })
  // It closes each connection after its answer: a process that kept one would serve nobody else.
  return { name: 'flask', port, pid, callers: 16, isClosing: true, leave }
}

/**
 * Story 2's own: ActiveRecord on puma with two processes, each with as many threads as it has connections.
 *
 * @param {Shared} shared
 * @returns {Promise<Server>}
 */
export async function rails(shared) {
  const port = await freePort()
  const file = fileURLToPath(new URL('../stacks/rails_app.ru', import.meta.url))
  /** @param {number} threads */
  const start = async (threads) => {
    const range = `${String(threads)}:${String(threads)}`
    const command = [
      'puma',
      ...['--bind', `tcp://127.0.0.1:${String(port)}`, '--workers', '2', '--threads', range],
      ...['--preload', '--environment', 'production', '--quiet', file],
    ]
    return await startProgram('rails', command, {
      env: environmentOf(shared, threads),
      port,
      stopSignal: 'SIGTERM',
    })
  }
  let running = await start(5)
  return {
    name: 'rails',
    port,
    get pid() {
      return running.pid
    },
    resize: async (size) => {
      await running.leave()
      running = await start(size)
    },
    poolSizes: [3, 5, 10],
    callers: 32,
    leave: async () => await running.leave(),
  }
}

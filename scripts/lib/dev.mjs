import { spawn } from 'node:child_process'
import { fingerprint } from './fingerprint.mjs'
import { inRoot, root } from './root.mjs'
import { runNode } from './run.mjs'
import { runMain, say } from './say.mjs'
import { setUp } from './set-up.mjs'

const vite = inRoot('node_modules/vite/bin/vite.js')
const compiler = inRoot('node_modules/typescript/bin/tsc')
const program = inRoot('apps/server/dist/cli.js')
const compiled = [
  'packages/daylatch/dist',
  'packages/daylatch/sql',
  'packages/local-postgres/dist',
  'apps/server/dist',
  'apps/server/sql',
]

const sources = [
  'packages/daylatch/src',
  'packages/daylatch/sql',
  'packages/local-postgres/src',
  'apps/server/src',
  'apps/server/sql',
]

/** How often the sources are looked at. By content: watches of hundreds of files miss what changes while they begin. */
const lookMs = 1000

/** @typedef {import('node:child_process').ChildProcess} ChildProcess */

/** Where Vite finds the server; the configuration of apps/web reads it. */
const address = { DAYLATCH_DEV_SERVER: `http://127.0.0.1:${process.env['PORT'] ?? '3000'}` }

/**
 * @param {string} file
 * @param {readonly string[]} parameters
 * @param {string} [cwd]
 * @returns {ChildProcess}
 */
function start(file, parameters, cwd = root) {
  return spawn(process.execPath, [file, ...parameters], {
    cwd,
    env: { ...address, ...process.env },
    stdio: ['ignore', 'inherit', 'inherit'],
    // A group of its own: Ctrl-C reaches this process alone, which stops them in order.
    detached: true,
  })
}

/** @param {ChildProcess | undefined} child */
function stopGroup(child) {
  const isGone = child === undefined || child.exitCode !== null || child.signalCode !== null
  if (!isGone && child.pid !== undefined) process.kill(-child.pid, 'SIGTERM')
}

/** The server, started again whenever what the compiler wrote differs from what runs. */
class RestartedServer {
  /** @type {ChildProcess | undefined} */
  #child
  #running = ''
  #stopped = false

  restartIfChanged() {
    const compiledNow = fingerprint(compiled, { compiled: true })
    if (this.#stopped || compiledNow === this.#running) return
    const old = this.#child
    this.#running = compiledNow
    if (old === undefined || old.exitCode !== null || old.signalCode !== null) {
      this.#start()
      return
    }
    say('The server has changed: restarting it')
    old.once('exit', () => {
      if (!this.#stopped) this.#start()
    })
    stopGroup(old)
  }

  #start() {
    const child = start(program, ['start', ...process.argv.slice(2)])
    this.#child = child
    child.once('exit', (code) => {
      if (code !== null && code !== 0 && !this.#stopped)
        say('The server has stopped: it starts again on the next change')
    })
  }

  stop() {
    this.#stopped = true
    stopGroup(this.#child)
  }
}

async function main() {
  // As they are before they are compiled: what is edited meanwhile counts as changed.
  let seen = fingerprint(sources)
  await setUp('dev')
  const server = new RestartedServer()
  server.restartIfChanged()
  let isCompiling = false
  const look = async () => {
    const now = fingerprint(sources)
    if (isCompiling || now === seen) return
    seen = now
    isCompiling = true
    try {
      const project = 'apps/server/tsconfig.src.json'
      const exitCode = await runNode(compiler, ['-b', project, '--pretty'], { output: 'inherit' })
      if (exitCode === 0) server.restartIfChanged()
    } finally {
      isCompiling = false
    }
  }
  const looking = setInterval(() => void look().catch((error) => say(String(error))), lookMs)
  process.stdout.write('Watching for file changes\n')
  const pages = start(vite, [], inRoot('apps/web'))
  say(
    'The pages are served by Vite, at the address that it prints; the server restarts when its code changes',
  )
  const stop = () => {
    clearInterval(looking)
    server.stop()
    stopGroup(pages)
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, stop)
}

runMain(main)

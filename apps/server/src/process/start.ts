import { type LocalPostgres, startLocalPostgres } from '@daylatch/local-postgres'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import type { Logger } from 'pino'
import { type Environment, readEnvironment } from '../config/environment.ts'
import { loadConfig } from '../config/load.ts'
import { createLog } from '../http/log.ts'
import { Crew } from './crew.ts'
import type { ServeOrder } from './orders.ts'
import { connectionsNeeded } from './pools.ts'
import { prepareDatabase } from './prepare.ts'
import { serve } from './serve.ts'
import { stopSignal } from './stop-signals.ts'

const GIVEN_UP_AFTER_MS = 9700

/** `start`: the database, the migrations, the processes; then waits for the signal to stop, and stops in order. */
export async function start(variables: NodeJS.ProcessEnv): Promise<void> {
  const stop = stopSignal()
  const environment = readEnvironment(variables)
  const config = await loadConfig(environment.configFile)
  const log = createLog()
  void stop.then((signal) => {
    log.info({ signal }, 'stopping: finishing what is under way')
    giveUpLater(log)
  })
  const database = await openDatabase(environment)
  try {
    const token = await prepareDatabase(database.url, environment, log)
    const port = environment.port === 0 ? await freePort(environment.host) : environment.port
    const order: ServeOrder = {
      settings: { config, signUp: environment.signUp },
      databaseUrl: database.url,
      prepare: environment.databaseUrl === undefined,
      host: environment.host,
      port,
      pagesFolder: fileURLToPath(new URL('../../../web/dist/site', import.meta.url)),
    }
    const running = await startProcesses(order, environment.workers, log)
    announce(addressOf(order), token)
    await stop
    await running.close()
  } finally {
    await database.stop()
  }
}

async function openDatabase(environment: Environment): Promise<Pick<LocalPostgres, 'url' | 'stop'>> {
  const { databaseUrl, workers } = environment
  if (databaseUrl !== undefined) return { url: databaseUrl, stop: async () => Promise.resolve() }
  return await startLocalPostgres({
    settings: { max_connections: String(connectionsNeeded(workers)) },
    log: say,
  })
}

async function startProcesses(
  order: ServeOrder,
  workers: number,
  log: Logger,
): Promise<{ close(): Promise<void> }> {
  if (workers === 1) return await serve(order, log)
  const crew = new Crew(order, log)
  try {
    await crew.start(workers)
  } catch (error) {
    await crew.stop()
    throw error
  }
  return { close: async () => crew.stop() }
}

function announce(address: string, token: string | null): void {
  if (token !== null) {
    say('This site has no administrator yet. Make yourself one, once, at:')
    say(`  ${address}/set-up#token=${token}`)
  }
  process.stdout.write(`Daylatch is ready at ${address}\n`)
}

function addressOf({ host, port }: ServeOrder): string {
  const isAny = host === '0.0.0.0' || host === '::'
  const name = isAny ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host
  return `http://${name}:${port}`
}

/** A port that nobody uses now, for `PORT=0`: several processes must agree on one, also those that start later. */
function freePort(host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject)
    probe.listen({ host, port: 0 }, () => {
      const address = probe.address()
      probe.close(() => {
        if (typeof address === 'object' && address !== null) resolve(address.port)
        else reject(new TypeError('Expected a port'))
      })
    })
  })
}

/** Ten seconds is what process managers give. The database process is left to its own recovery then. */
function giveUpLater(log: Logger): void {
  setTimeout(() => {
    log.fatal('stopping took too long; ending now')
    log.flush(() => process.exit(1))
  }, GIVEN_UP_AFTER_MS).unref()
}

function say(line: string): void {
  process.stderr.write(`${line}\n`)
}

import { createServer } from 'node:net'
import type { Logger } from 'pino'
import { readEnvironment } from '../config/environment.ts'
import { readGatewaySecrets } from '../config/gateway-secrets.ts'
import { loadConfig } from '../config/load.ts'
import type { Config } from '../config/schema.ts'
import { useHandset } from '../handset/use.ts'
import { createLog } from '../http/log.ts'
import { PAGES } from '../own-files.ts'
import { articlesFolder, checkArticles } from '../reading/check-articles.ts'
import { longestCallMs } from '../dispatch/longest-call.ts'
import { Crew } from './crew.ts'
import type { ServeOrder } from './orders.ts'
import { openDatabase, type OpenDatabase } from './open-database.ts'
import { prepareDatabase } from './prepare.ts'
import { stopSignal } from './stop-signals.ts'

/** What everything but the calls of gateways takes at most. */
const GIVEN_UP_AFTER_MS = 9700

/** `start`: the database, the migrations, the processes; then waits for the signal to stop, and stops in order. */
export async function start(variables: NodeJS.ProcessEnv): Promise<void> {
  const stop = stopSignal()
  const environment = readEnvironment(variables)
  const config = await loadConfig(environment.configFile)
  const gatewaySecrets = readGatewaySecrets(config, variables)
  const folder = articlesFolder(config, environment.configFile)
  await checkArticles(folder, config)
  const log = createLog()
  void stop.then((signal) => {
    log.info({ signal }, 'stopping: finishing what is under way')
    giveUpLater(log, longestCallMs(config))
  })
  // With several processes they load their modules while the database starts; with one, this process is the server.
  const crew = environment.workers > 1 ? new Crew(environment.workers, log, longestCallMs(config)) : undefined
  const handset = hasHandset(config) ? useHandset(environment.handsetFolder, say) : undefined
  let database: OpenDatabase | undefined
  try {
    database = await openDatabase(environment, { log: say, create: true })
    const { token, prepare } = await prepareDatabase(database.url, environment, config, log)
    await handset?.tried
    const { host } = environment
    const port = environment.port === 0 ? await freePort(host) : environment.port
    const order: ServeOrder = {
      settings: {
        config,
        signUp: environment.signUp,
        articlesFolder: folder,
        metricsToken: environment.metricsToken,
        publicUrl: (config.publicUrl ?? addressOf({ host, port })).replace(/\/+$/, ''),
        gatewaySecrets,
      },
      databaseUrl: database.url,
      prepare,
      host,
      port,
      handsetFolder: handset && environment.handsetFolder,
      markerFolder: environment.markerFolder,
      pagesFolder: PAGES,
    }
    const running = crew === undefined ? await serveHere(order, log) : crew
    if (crew !== undefined) await crew.serve(order)
    announce(addressOf(order), token)
    await stop
    await running.close()
  } catch (error) {
    await crew?.close()
    throw error
  } finally {
    await handset?.stop()
    await database?.stop()
    await new Promise((resolve) => {
      log.flush(resolve)
    })
  }
}

function hasHandset({ messages: { gateways } }: Config): boolean {
  return Object.values(gateways).some(({ kind }) => kind === 'handset')
}

async function serveHere(order: ServeOrder, log: Logger): Promise<{ close(): Promise<void> }> {
  const { serve } = await import('./serve.ts')
  return await serve(order, log)
}

function announce(address: string, token: string | null): void {
  if (token !== null) {
    say('This site has no administrator yet. Make yourself one, once, at:')
    say(`  ${address}/set-up#token=${token}`)
  }
  process.stdout.write(`Daylatch is ready at ${address}\n`)
}

function addressOf({ host, port }: Pick<ServeOrder, 'host' | 'port'>): string {
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

/**
 * Ten seconds is what process managers give; a call of a gateway that is under way may need its timeout, and is counted as
 * unknown if it is cut off. The database process is left to its own recovery then.
 */
function giveUpLater(log: Logger, callMs: number): void {
  setTimeout(() => {
    log.fatal('stopping took too long; ending now')
    log.flush(() => process.exit(1))
  }, GIVEN_UP_AFTER_MS + callMs).unref()
}

function say(line: string): void {
  process.stderr.write(`${line}\n`)
}

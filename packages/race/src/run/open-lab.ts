import { readCatalog } from '../footprint/catalog.ts'
import { MeasuredFootprints } from '../footprint/measured-footprints.ts'
import { loadParser } from '../footprint/statement.ts'
import { closeApplication } from '../config/close-application.ts'
import type { ApplicationContext, LabDatabase, LabOptions } from '../config/lab-options.ts'
import { openGateways } from '../points/gateways.ts'
import { createLabCertificate } from '../proxy/lab-certificate.ts'
import { startProxy } from '../proxy/start-proxy.ts'
import { freePort, startApplication } from '../actors/application.ts'
import { settled } from '../actors/settled.ts'
import { createDatabase } from '../state/database.ts'
import { makeReset } from '../state/reset.ts'
import { Measure } from '../state/measure.ts'
import { makeReadOnlyTest } from '../state/read-only.ts'
import { Session } from '../state/session.ts'
import { ownServer } from '../state/server.ts'
import { RaceError } from '../errors.ts'
import { Cleanup } from './cleanup.ts'
import { backgroundTag, Door } from './door.ts'
import { messageOf } from './verdict.ts'
import { Lab } from './lab.ts'
import { sessionSettings } from './session-settings.ts'
import type { Isolation } from './step.ts'

/**
 * Makes a database, sets it up, starts the application before the lab's door, and gives the program that runs its actors in
 * any order.
 *
 * @throws RaceError `HELPER_FAILED` where the set-up fails, `APPLICATION_FAILED` where the application does not start
 *
 * @example
 * const lab = await openLab({ setUp, application: (url) => new Pool({ connectionString: url }), actors, invariant })
 * const { verdict } = await lab.run(({ enabled }) => enabled[0].actor)
 * await lab.close()
 */
export async function openLab<App = unknown>(options: LabOptions<App>): Promise<Lab<App>> {
  const cleanup = new Cleanup()
  try {
    const server = options.database ?? (await ownServer())
    const database = await createDatabase(server)
    cleanup.add(() => database.drop())
    const own = await connect(database.url, cleanup)
    const others = await connect(database.url, cleanup)
    const door = new Door(options.strangers ?? 'pass')
    const tls = options.tls === true ? createLabCertificate() : null
    const proxy = await startProxy({
      server: database.url,
      gate: door,
      settings: await sessionSettings(own),
      ...(tls === null ? {} : { tls }),
      ...(options.port === undefined ? {} : { port: options.port }),
    })
    cleanup.add(() => proxy.close())
    const url = proxy.url(database.name)
    const query: LabDatabase['query'] = (text, values = []) =>
      others.query(values.length === 0 ? text : { text, values: [...values] })
    await setUp(options.setUp, { url, query })
    const gateways = await openGateways(options.gateways ?? {})
    cleanup.add(() => gateways.close())
    const { app, address } = await open(
      options,
      {
        url,
        certificate: tls?.certificate ?? null,
        pg: { connectionString: url, stream: () => proxy.socket() },
        backgroundUrl: proxy.url(database.name, backgroundTag),
        gateways: gateways.urls,
      },
      // No certificate is made out to a socket.
      tls === null ? proxy.socketUrl(database.name) : url,
      door,
      cleanup,
    )
    const reset = await makeReset(options.reset ?? 'restore', own, { url, query })
    const impose = async (level: Isolation | null): Promise<void> => {
      door.imposed = level
      await proxy.impose(level)
    }
    const footprints = await findFootprints(own)
    const lab = new Lab<App>({
      options,
      impose,
      rollBack: (id) => proxy.rollBack(id),
      app,
      address,
      door,
      url,
      own,
      footprints,
      measure: new Measure(
        own,
        ({ step }, held) => footprints.learn(step, held),
        (step) => footprints.isVarying(step),
      ),
      isReadOnly: await makeReadOnlyTest(own),
      query,
      gateways,
      reset,
      cleanup,
    })
    gateways.attach(lab)
    return lab
  } catch (error) {
    await cleanup.run()
    throw error
  }
}

async function findFootprints(session: Session): Promise<MeasuredFootprints> {
  await loadParser()
  return new MeasuredFootprints(await readCatalog(session))
}

async function connect(url: string, cleanup: Cleanup): Promise<Session> {
  const session = await Session.connect(url)
  cleanup.add(() => session.end())
  return session
}

async function setUp(how: LabOptions['setUp'], database: LabDatabase): Promise<void> {
  if (how === undefined) return
  try {
    if (typeof how === 'string') await database.query(how)
    else await how(database)
  } catch (error) {
    throw new RaceError('HELPER_FAILED', `\`setUp\` failed: ${messageOf(error)}`, { cause: error })
  }
}

/** Starts the application, in this process, where a nearer way than TCP serves, or in one of its own. */
async function open<App>(
  { application, close }: LabOptions<App>,
  context: Omit<ApplicationContext, 'port'>,
  nearUrl: string,
  door: Door,
  cleanup: Cleanup,
): Promise<{ app: App; address: string | null }> {
  if (typeof application === 'object') {
    const started = await startApplication(application, context)
    cleanup.add(() => started.stop())
    if (application.command !== undefined) await settled(door.connections)
    return { app: undefined as App, address: started.address }
  }
  if (application === undefined) return { app: undefined as App, address: null }
  const app = await application(nearUrl, { ...context, url: nearUrl, port: await freePort() })
  cleanup.add(() => closeApplication(app, close))
  return { app, address: null }
}

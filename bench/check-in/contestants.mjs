import { startJavascript } from './servers/javascript.mjs'
import { installPrisma } from './servers/prisma.mjs'
import { flask, hasFlask, hasRails, INSTALL, rails } from './servers/stacks.mjs'

/** @typedef {import('./servers/javascript.mjs').Server} Server */

/**
 * Who takes part besides ours. With `isQuick` those that are looked at daily: the ceiling and the two by hand.
 *
 * @param {import('./servers/javascript.mjs').Shared} shared
 * @param {boolean} isQuick
 * @param {(server: Server) => void} started told of each at once, so that all are ended if a later one cannot start
 */
export async function startContestants(shared, isQuick, started) {
  for (const name of ['constant', 'row lock', 'single statement'])
    started(await startJavascript(name, shared))
  if (isQuick) return
  for (const name of ['row lock without ranks', 'drizzle', 'kysely', 'typeorm'])
    started(await startJavascript(name, shared))
  const trouble = installPrisma()
  if (trouble === undefined) started(await startJavascript('prisma', shared))
  else console.log(`Without Prisma, which could not be installed: ${trouble}`)
  const [isFlask, isRails] = [hasFlask(), hasRails()]
  if (isFlask) started(await flask(shared))
  if (isRails) started(await rails(shared))
  if (!isFlask || !isRails) console.log(`The stacks of both stories take part after: ${INSTALL}`)
}
